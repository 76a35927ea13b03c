"""What charts quote of a source, and how they say that it stands to the others."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import musterbook as mb
from pages import small_case

SHIPPED = Path(__file__).parents[1] / "data" / "moscow-2023-24"
SAME_DAY = "united24-same-day,united24,3,moscow-centre,count,lag_days,0"
NO_CONTRADICTION = {f"{SAME_DAY},=,1,people,,repeats": f"{SAME_DAY},>=,1,people,no fewer than,repeats"}
DAY = "On the day of arrival"


def edited(folder: Path, changes: Mapping[str, str]) -> mb.Case:
    """Copy the case with texts of its claims replaced."""
    for path in SHIPPED.iterdir():
        text = path.read_text("utf-8")
        for old, new in changes.items() if path.name == "claims.csv" else ():
            assert old in text
            text = text.replace(old, new)
        (folder / path.name).write_text(text, "utf-8", newline="\n")
    mb.accept_files(folder)
    return mb.read_case(folder)


def cell(case: mb.Case, figure: str, source: str) -> list[tuple[str, str]]:
    """Give what one outlet printed of one figure, and how that stands."""
    table = mb.figure("claims", case).table
    found = table[(table["figure"] == figure) & (table["source"] == source)]
    return list(zip(found["printed"], found["standing"], strict=True))


def test_a_number_keeps_the_hedge_of_its_own_source() -> None:
    """Three sources, one number, three hedges: none is given the words of another."""
    case = mb.load_case("moscow-2023-24")
    outlets = ["Important Stories", "The Kyiv Independent", "United24 Media"]
    assert [cell(case, "Returned", outlet)[0] for outlet in outlets] == [
        ("at least 4", "agrees"),
        ("4", "differs"),
        ("reportedly 4", "differs"),
    ]
    assert [cell(case, DAY, outlet) for outlet in outlets] == [
        [("e.g. 1", "agrees")],
        [("at least 7", "contradicts")],
        [("1", "contradicts")],
    ]


QUOTED = [
    (">=", "51", "at least", {"en": "at least 51", "ru": "не менее 51"}),
    (">=", "51", "At least", {"en": "at least 51", "ru": "не менее 51"}),
    (">=", "51", "no fewer than", {"en": "“no fewer than” 51"}),
    (">=", "51", "не меньше", {"uk": "«не меньше» 51"}),
    (">=", "51", "", {"en": "at least 51"}),
    ("=", "31", "", {"en": "31"}),
    ("=", "31", "reportedly", {"ru": "пишут: 31"}),
    ("=", "31", "over", {"uk": "понад 31"}),
    ("~", "", "most", {"en": "“most”"}),
    ("~", "", "several", {"uk": "«кілька»"}),
    # The field's hedges are known in every language; words of a story are translated by its case.
    ("~", "", "почти каждый", {"uk": "«почти каждый»"}),
    ("=", "12,000", "", {"en": "12,000", "ru": "12\xa0000"}),
]


def test_what_was_printed_is_quoted(tmp_path: Path) -> None:
    claims = [
        f'c{at},s,,p,count,signup,,{how},"{number}",people,{hedge},{"context" if number else "vague"},,'
        for at, (how, number, hedge, _) in enumerate(QUOTED)
    ]
    case = small_case(tmp_path, claims="\n".join(claims))
    printed = {lang: mb.figure("claims", case, lang=lang).table["printed"] for lang in ("en", "ru", "uk")}
    found = [{lang: printed[lang][at] for lang in said} for at, (*_, said) in enumerate(QUOTED)]
    assert found == [said for *_, said in QUOTED]


def test_a_disputed_figure_is_crossed_and_its_crosses_explained(tmp_path: Path) -> None:
    case = edited(tmp_path, NO_CONTRADICTION)
    assert cell(case, DAY, "The Kyiv Independent") == [("at least 7", "disputed")]
    assert "Cross: a better source says otherwise" in mb.figure("claims", case).words.subtitle
    assert mb.figure("lags", case).headline == "1 source differs on the days from arrival"


def test_figures_of_different_days_that_contradict_each_other_are_no_two_numbers_of_one_day(tmp_path: Path) -> None:
    """Two people on the first two days are too few for seven on the second."""
    table = mb.figure("lags", edited(tmp_path, {f"{SAME_DAY},=,1,people": f"{SAME_DAY}..1,=,2,people"})).table
    crossed = table[table["standing"] == "contradicts"]
    assert crossed.groupby("cell")["printed"].unique().map(list).to_dict() == {
        "0": ["at least 7"],
        "0..1": ["2"],
        "1": ["at least 7"],
    }


def test_a_count_names_all_who_printed_it() -> None:
    table = mb.figure("populations", mb.load_case("moscow-2023-24")).table
    found = table[(table["printed"] == "at least 51")]["source"].tolist()
    assert found[0].startswith("Important Stories; The Kyiv Independent; United24 Media; ZMINA")
    assert "about" not in " ".join(table["printed"])
