"""The catalogues: the same messages with the same variables in every language, and the grammar of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import musterbook as mb

LANGUAGES = ("en", "ru", "uk")
OTHERS = [lang for lang in LANGUAGES if lang != "en"]


class Variables(Visitor):
    """Collects the variables of a message, and the keys of its choices."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.names: set[str] = set()
        self.plurals: list[set[str]] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        """Note a variable."""
        self.names.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        """Note the keys of a choice."""
        names = {variant.key.name for variant in node.variants if isinstance(variant.key, ast.Identifier)}
        # A choice with numbers of its own, such as "twice", need not name every plural.
        if len(names) == len(node.variants):
            self.plurals.append(names)
        self.generic_visit(node)


def catalogue(lang: str) -> str:
    """Read a catalogue that is shipped."""
    return files("musterbook").joinpath("wording", f"{lang}.ftl").read_text("utf-8")


@cache
def bundle(lang: str) -> FluentBundle:
    """Give a catalogue as Fluent itself fills it in."""
    made = FluentBundle([lang], use_isolating=False)
    made.add_resource(FluentResource(catalogue(lang)))
    return made


def said(message: str, lang: str, **values: int) -> str:
    """Fill in a message."""
    text, errors = bundle(lang).format_pattern(bundle(lang).get_message(message).value, values)
    assert errors == []
    return str(text)


@cache
def messages(lang: str) -> dict[str, Variables]:
    """Parse a catalogue; nothing in it may be unreadable."""
    text = catalogue(lang)
    found: dict[str, Variables] = {}
    for entry in FluentParser().parse(text).body:
        assert not isinstance(entry, ast.Junk), entry.content
        if isinstance(entry, ast.Message):
            assert entry.id.name not in found, f"{entry.id.name} stands twice"
            found[entry.id.name] = Variables()
            found[entry.id.name].visit(entry)
    return found


@pytest.mark.parametrize("lang", OTHERS)
def test_every_message_exists_in_every_language(lang: str) -> None:
    assert list(messages(lang)) == list(messages("en"))


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("message", messages("en"))
def test_a_message_has_the_same_variables_in_every_language(message: str, lang: str) -> None:
    assert messages(lang)[message].names == messages("en")[message].names


def choices(lang: str) -> Iterator[tuple[str, set[str]]]:
    """Give the choices by plural."""
    for name, found in messages(lang).items():
        yield from ((name, keys) for keys in found.plurals if keys & {"one", "few", "many"})


@pytest.mark.parametrize("lang", OTHERS)
def test_slavic_plurals_name_the_form_for_one_and_for_many(lang: str) -> None:
    assert [name for name, keys in choices(lang) if not {"one", "many"} <= keys] == []


PEOPLE = {
    "en": {0: "0 people", 1: "1 person", 2: "2 people", 5: "5 people", 21: "21 people", 1000: "1,000 people"},
    "ru": {
        0: "0 человек",
        1: "1 человек",
        2: "2 человека",
        5: "5 человек",
        11: "11 человек",
        21: "21 человек",
        22: "22 человека",
        1000: "1 000 человек",
    },
    "uk": {
        0: "0 людей",
        1: "1 людина",
        2: "2 людини",
        5: "5 людей",
        11: "11 людей",
        21: "21 людина",
        22: "22 людини",
        1000: "1 000 людей",
    },
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_people_are_counted_as_the_language_counts(lang: str) -> None:
    found = {number: said("people", lang, number=number).replace("\u00a0", " ") for number in PEOPLE[lang]}
    assert found == PEOPLE[lang]


CASES = [
    ("ru", "people-at-least", {"number": 51}, "не менее 51 человека"),
    ("ru", "people-at-least", {"number": 7}, "не менее 7 человек"),
    ("ru", "people-between", {"low": 0, "number": 51}, "от 0 до 51 человека"),
    ("uk", "people-between", {"low": 0, "number": 51}, "від 0 до 51 людини"),
    ("uk", "people-at-least", {"number": 163}, "щонайменше 163 людини"),
    ("ru", "months", {"number": 7}, "7 месяцев"),
    ("uk", "months", {"number": 4}, "4 місяці"),
    (
        "ru",
        "ages-headline",
        {"youngest": 20, "oldest": 51, "unknown": 44, "all": 51},
        "Возраст от 20 до 51; неизвестен у 44 из 51",
    ),
    ("uk", "ages-headline", {"youngest": 20, "oldest": 50, "unknown": 0, "all": 51}, "Вік від 20 до 50"),
    ("ru", "claims-headline", {"number": 2, "all": 13}, "Источники расходятся в 2 из 13 опубликованных чисел"),
    ("en", "dates-unstated", {"people": "1 to 9 people"}, "The date of 1 to 9 people is unknown."),
    ("en", "foot-unread", {"number": 2}, "2 rows could not be read in full; only what could be read is counted."),
    ("uk", "lag-days", {"days": 3}, "3 дні"),
]


@pytest.mark.parametrize(("lang", "message", "values", "text"), CASES, ids=[case[3] for case in CASES])
def test_cases_and_plurals(lang: str, message: str, values: dict[str, int], text: str) -> None:
    assert said(message, lang, **values) == text


def test_a_catalogue_that_asks_for_what_is_not_there_is_named(tmp_path: Path) -> None:
    catalogue = tmp_path / "de.ftl"
    catalogue.write_text("people = { $anzahl } Menschen\nmonths-single = { $people }\n", "utf-8")
    with pytest.raises(mb.MusterError) as missing:
        mb.figure("monthly", pd.DataFrame({"signup": ["2023-07-03"]}), lang=catalogue)
    assert str(missing.value) == "message 'people' of the de catalogue: Unknown external: anzahl"
