"""Protected tables, attacked by brute force: the attacker shares no code with what protects.

The attacker of these tests knows every printed number, total and earlier release, and lists all tables of people that
agree with them, one by one, in plain integers. It may also take it that at most one person was corrected in between.
"""

import itertools
import random
import re
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import musterbook as mb
from exploring import EXPLORE
from musterbook.cli import main

MONTHS, BANDS = ("2023-01", "2023-02", "2023-04"), ("10..19", "20..29")
CELLS = list(itertools.product(MONTHS, BANDS))
SEQUENCES = range(1_000) if EXPLORE else range(1, 4)
Counts = dict[tuple[str, str], int]
Printed = tuple[frozenset[tuple[str, str]], int, int]
BOTH: dict[str, str | int] = {"signup": "month", "age": 10}


def people_of(table: Counts) -> pd.DataFrame:
    """Write out a list of people of a table {(month, band): people}."""
    rows = [cell for cell, number in table.items() for _ in range(number)]
    return pd.DataFrame(
        [{"signup": f"{month}-15", "age": f"{band[0]}4"} for month, band in rows],
        columns=["signup", "age"],
        dtype="str",
    )


def covered(text: str, of: Sequence[str]) -> Sequence[str]:
    """Give the months or bands that a printed cell covers."""
    if text == "total":
        return of
    if ".." in text and of is BANDS:
        low, high = map(int, text.split(".."))
        return [band for band in of if low <= int(band[:2]) and int(band[4:]) <= high]
    quarters = {"2023-Q1": MONTHS[:2], "2023-Q2": MONTHS[2:], "2023": MONTHS}
    return quarters.get(text, [month for month in of if month == text])


def printed(release: mb.ProtectedTable) -> list[Printed]:
    """Read what is printed: the cells that each number sums, and its ends."""
    found = []
    for line in release.table.to_dict("records"):
        low, _, high = line["people"].partition(" to ")
        inside = itertools.product(
            covered(line.get("signup", "total"), MONTHS), covered(line.get("age", "total"), BANDS)
        )
        found.append((frozenset(inside), int(low), int(high or low)))
    return found


def ranges_alone(table: Counts, by: Sequence[str]) -> list[Printed]:
    """Print small cells as ranges and everything else as it is: what is done without a proof."""
    months = [*((one,) for one in MONTHS), MONTHS] if "signup" in by else [MONTHS]
    bands = [*((one,) for one in BANDS), BANDS] if "age" in by else [BANDS]
    found = []
    for inside in (frozenset(itertools.product(*pair)) for pair in itertools.product(months, bands)):
        number = sum(table[cell] for cell in inside)
        found.append((inside, *((1, 4) if 1 <= number <= 4 else (number, number))))
    return found


def tables(figures: Sequence[Printed]) -> list[tuple[int, ...]]:
    """List all tables of people that agree with figures."""
    top = [min(high for inside, _, high in figures if cell in inside) for cell in CELLS]
    figures = list(dict.fromkeys(figures))
    holds = [[cell in inside for inside, _, _ in figures] for cell in CELLS]
    room = [[sum(top[later] for later in range(at, len(CELLS)) if holds[later][one]) for one in range(len(figures))]
            for at in range(len(CELLS) + 1)]  # fmt: skip

    def go(table: tuple[int, ...], sums: list[int]) -> Iterator[tuple[int, ...]]:
        at = len(table)
        if any(
            not low - more <= known <= high for known, more, (_, low, high) in zip(sums, room[at], figures, strict=True)
        ):
            return
        if at == len(CELLS):
            yield table
            return
        for number in range(top[at] + 1):
            yield from go((*table, number), sums)
            sums = [known + inside for known, inside in zip(sums, holds[at], strict=True)]

    return list(go((), [0] * len(figures)))


def agrees(table: Iterable[int], figures: Sequence[Printed]) -> bool:
    """Tell whether a table agrees with figures."""
    number = dict(zip(CELLS, table, strict=True))
    return all(low <= sum(number[cell] for cell in inside) <= high for inside, low, high in figures)


def one_apart(table: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Give a table and all in which one person is added, taken away or moved."""
    steps = [(0,) * len(CELLS), *(tuple(int(at == one) for at in range(len(CELLS))) for one in range(len(CELLS)))]
    for more, less in itertools.product(steps, steps):
        found = tuple(old + new - gone for old, new, gone in zip(table, more, less, strict=True))
        if min(found) >= 0:
            yield found


def recovered(truth: Counts, figures: Sequence[Printed], among: Collection[tuple[int, ...]]) -> list[Any]:
    """Name the printed cells of 1 to 4 people that are left fewer numbers than these, the true one among them."""
    found = []
    for inside, _, _ in figures:
        number = sum(truth[cell] for cell in inside)
        if 1 <= number <= 4:
            sums = {sum(dict(zip(CELLS, table, strict=True))[cell] for cell in inside) for table in among}
            if number in sums and (min(sums) > 1 or max(sums) < 4):
                found.append((sorted(inside), number, sums))
    return found


def random_table(chance: random.Random) -> Counts:
    """Make a list of the kind that is hard to protect: many small cells, some empty ones."""
    return {cell: chance.choice([0, 1, 1, 2, 3, 4, 5, 6, 9, 12]) for cell in CELLS}


def corrected(table: Counts, chance: random.Random) -> Counts:
    """Move one person, as a correction does."""
    held = [cell for cell, number in table.items() if number]
    old, new = chance.choice(held), chance.choice(CELLS)
    return {cell: number - (cell == old) + (cell == new) for cell, number in table.items()}


@pytest.mark.parametrize("number", SEQUENCES)
def test_no_release_of_a_sequence_gives_anybody_away(number: int) -> None:
    """By month, then by age, then both, then a corrected list: each cell of 1 to 4 keeps its whole range."""
    chance = random.Random(number)
    table = random_table(chance)
    if not any(table.values()):
        return
    later = corrected(table, chance)
    every = BOTH if number % 2 else {}
    releases: list[mb.ProtectedTable] = []
    refused = 0
    for by, truth in ((["signup"], table), (["age"], table), (["signup", "age"], table), (["signup", "age"], later)):
        try:
            wish = {name: every[name] for name in by if name in every}
            releases.append(mb.protect(people_of(truth), by, every=wish, earlier=releases))
        except mb.MusterError as error:
            if type(error).__name__ != "Disclosive":
                raise
            refused += 1
            continue
        figures = [one for release in releases for one in printed(release)]
        assert agrees([truth[cell] for cell in CELLS], printed(releases[-1]))
        among = tables(figures)
        assert not recovered(truth, figures, among)
        if truth is later and len(releases) > 1:
            old = tables([one for release in releases[:-1] for one in printed(release)])
            new = printed(releases[-1])
            moved = [one for before in old for one in one_apart(before) if agrees(one, new)]
            assert not recovered(later, new, set(moved))
    assert refused <= 2


def test_without_a_proof_the_same_sequences_give_people_away() -> None:
    """Ranges for small cells alone are recovered from totals and other releases: else the attack shows nothing."""
    given_away = 0
    for number in SEQUENCES:
        table = random_table(random.Random(number))
        figures = [one for by in (["signup"], ["age"], ["signup", "age"]) for one in ranges_alone(table, by)]
        given_away += bool(recovered(table, figures, tables(figures)))
    assert given_away > 0.8 * len(SEQUENCES)


def sums_of(ranges: Sequence[tuple[int, int]]) -> set[int]:
    """Give every sum of numbers that lie in ranges."""
    found = {0}
    for low, high in ranges:
        found = {known + number for known in found for number in range(low, high + 1)}
    return found


def test_published_claims_are_held_against_the_release() -> None:
    """The investigation prints 31 people in 2023 and 20 in 2024: with those each small month keeps its range."""
    case = mb.load_case("moscow-2023-24")
    release = mb.protect(mb.simulate(case, seed=1), "signup", every="month", case=case)
    ends = {cell: (low, high) for cell, low, high in release.frame.itertuples(index=False)}
    small = [cell for cell, range_ in ends.items() if range_ == (1, 4)]
    assert small
    for cell in small:
        others = [range_ for other, range_ in ends.items() if other[:4] == cell[:4] and other != cell]
        total = {"2023": 31, "2024": 20}[cell[:4]]
        assert {number for number in range(1, 5) if total - number in sums_of(others)} >= {1, 4}
    assert any("claim istories-2024" in step for step in release.steps)


def case_of(folder: Path, **counts: dict[str, str]) -> mb.Case:
    """Write a case whose claims are exact counts of one population, by their names."""
    mb.new_case(folder)
    common = {"source_id": "s", "population_id": "p", "statistic": "count", "relation": "=", "status": "used"}
    rows = {
        "sources": [
            {"source_id": "s", "outlet": "Paper", "accessed": "2024-01-01", "read_as": "full", "role": "report"}
        ],
        "populations": [{"population_id": "p", "subject": "People", "event": "signup", "window": "2023-06/2023-08"}],
        "claims": [common | {"claim_id": name} | claim for name, claim in counts.items()],
    }
    for table, lines in rows.items():
        header = pd.read_csv(folder / f"{table}.csv", nrows=0)
        pd.DataFrame(lines, columns=list(header)).to_csv(folder / f"{table}.csv", index=False)
    mb.accept_files(folder)
    return mb.read_case(folder)


def test_what_claims_give_away_needs_no_protection(tmp_path: Path) -> None:
    """A case prints that three people came in June: the release may not be refused for that."""
    case = case_of(
        tmp_path / "case", june={"variable": "signup", "where": "2023-06", "value": "3"}, all={"value": "20"}
    )
    release = mb.protect(by_month({"2023-06": 3, "2023-07": 8, "2023-08": 9}), "signup", every="month", case=case)
    assert release.public == ("signup 2023-06",)
    assert release.table["people"].tolist() == ["1 to 4", "8", "9", "20"]


def test_a_claim_of_nobody_is_a_claim(tmp_path: Path) -> None:
    """A case prints that nobody came in June, and the list has three: that is told as what could not be held."""
    case = case_of(
        tmp_path / "case", june={"variable": "signup", "where": "2023-06", "value": "0"}, all={"value": "20"}
    )
    release = mb.protect(by_month({"2023-06": 3, "2023-07": 8, "2023-08": 9}), "signup", every="month", case=case)
    assert release.unheld == ("june",)


def by_month(table: dict[str, int]) -> pd.DataFrame:
    """Write out a list of people of some months."""
    return pd.DataFrame({"signup": [f"{month}-15" for month, number in table.items() for _ in range(number)]})


def test_a_saved_release_is_as_good_as_the_table(tmp_path: Path) -> None:
    """What save wrote is held against a later release like the table itself."""
    people = people_of(dict(zip(CELLS, (2, 9, 6, 6, 7, 3), strict=True)))
    first = mb.protect(people, "signup", every="month")
    place = first.save(tmp_path / "first.csv")
    later = [mb.protect(people, ["signup", "age"], every=BOTH, earlier=[one]) for one in (first, place)]
    assert later[0].table.equals(later[1].table)
    assert later[0].steps == later[1].steps
    place.write_text("signup,people\n2023-01,few\n")
    with pytest.raises(mb.MusterError, match=r"expected a file that save of a protected table wrote"):
        mb.protect(people, "signup", earlier=[place])


def test_a_release_that_cannot_be_protected_is_refused_by_name() -> None:
    """Two small cells below an exact total that was printed before: nothing can be widened any more."""
    table = mb.read_table(pd.DataFrame({"sex": ["f", "m"], "people": [1, 40]}))
    with pytest.raises(mb.MusterError) as refused:
        mb.protect(table, "sex", earlier=[table])
    assert "sex f in earlier release 1 would be given away by sex f in earlier release 1" in str(refused.value)


def test_bands_open_at_both_ends_are_protected_as_they_are() -> None:
    """Joined they would have no end at all, so a table of them is printed in its own bands."""
    table = mb.read_table(pd.DataFrame({"age": ["..17", "18..30", "31.."], "people": [7, 3, 30]}))
    assert mb.protect(table, "age").table.to_numpy().tolist() == [
        ["..17", "5 to 9"], ["18..30", "1 to 4"], ["31..", "30"], ["total", "40"]
    ]  # fmt: skip


@pytest.mark.parametrize("threshold", [3, 5, 7, 10])
@pytest.mark.parametrize("rounding", [None, 5])
def test_every_number_is_printed_truly_and_no_small_one_as_it_is(threshold: int, rounding: int | None) -> None:
    """Each printed range holds the true number; small ones never as a number, zero or blank; nobody is zero."""
    chance = random.Random(threshold)
    table = {month: chance.choice([0, 1, 2, 4, 6, 8, 11, 30]) for month in ("2023-01", "2023-02", "2023-03", "2023-05")}
    table |= {"2023-07": 40}
    release = mb.protect(by_month(table), "signup", every="month", threshold=threshold, rounding=rounding)
    for month, low, high in release.frame.itertuples(index=False):
        number = table.get(month, 0)
        assert low <= number <= high
        assert (low, high) == (0, 0) if number == 0 else low >= 1
        assert number >= threshold or number == 0 or (low == 1 and high >= threshold - 1)
    assert mb.counts(release, "signup")["possible"].tolist() == release.frame["possible"].tolist()


def test_rare_labels_are_joined_and_unstated_people_told() -> None:
    """Two labels of few people become one; who is not stated has a line of their own."""
    labels = ["Nepal"] * 12 + ["Cuba"] * 9 + ["Ghana"] * 3 + ["Egypt"] * 4 + [None] * 6
    release = mb.protect(pd.DataFrame({"nationality": labels, "passport": range(34)}))
    assert release.table.to_numpy().tolist() == [
        ["Cuba", "9"], ["Nepal", "12"], ["other", "7"], ["not stated", "6"], ["total", "34"]
    ]  # fmt: skip
    assert release.steps == ("nationality: 2 labels of fewer than 5 people are 'other'",)
    assert "Nepal" not in repr(release)


def test_bands_below_zero_and_thousands_of_labels_become_fewer_too() -> None:
    """A band that ends at zero joins the one above it; of labels that are names only what many share stands alone."""
    few = mb.protect(pd.DataFrame({"points": [-3, -1, 2, 9, 14, 260]}), "points")
    assert few.table.to_numpy().tolist() == [["-320..319", "6"], ["total", "6"]]
    names = [f"name {number}" for number in range(3_000)] + ["both"] * 9
    many = mb.protect(pd.DataFrame({"name": names}), "name")
    assert many.table.to_numpy().tolist() == [["both", "9"], ["other", "3000"], ["total", "3009"]]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"threshold": 4}, "no threshold '4'; available: 3, 5, 7, 10"),
        ({"rounding": 3}, "expected rounding=5, or nothing for none, found 3"),
        ({"by": "passport"}, "no column 'passport'; available: signup"),
        ({"by": ["signup", "signup"]}, "expected one to three different columns, found 'signup', 'signup'"),
        ({"every": {"age": 5}}, "no column 'age'; available: signup"),
        ({"earlier": [3]}, "earlier release 1: expected a table that protect or read_table gave, or a file that its "
         "save wrote, found a int"),
    ],
)  # fmt: skip
def test_what_is_no_wish_is_refused_in_words(wish: dict[str, Any], message: str) -> None:
    """Every parameter that is none is one error that says what is available."""
    with pytest.raises(mb.MusterError) as refused:
        mb.protect(by_month({"2023-06": 9}), **wish)
    assert str(refused.value) == message


def test_counts_that_were_not_read_as_a_table_are_no_people() -> None:
    with pytest.raises(mb.MusterError, match=r"^'cases' holds counts of people, so its rows are no persons"):
        mb.protect(pd.DataFrame({"signup": ["2023-06", "2023-07"], "cases": [40, 80]}), "signup")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Write a list with few people in some months, bands and groups."""
    chance = random.Random(3)
    rows = [
        {
            "signup": f"2023-{chance.randint(1, 12):02}-15",
            "age": str(chance.randint(18, 54)),
            "outcome": chance.choices(["killed", "wounded", "missing", "other side"], [30, 20, 2, 2])[0],
            "passport": f"P{number}",
        }
        for number in range(60)
    ]
    place = tmp_path / "lists" / "list.csv"
    place.parent.mkdir()
    pd.DataFrame(rows).to_csv(place, index=False)
    return place


def test_pictures_of_a_list_show_no_small_number_safely(listed: Path, tmp_path: Path) -> None:
    """Every file of every chart: no count of 1 to 4 alone, and the foot says which threshold held."""
    people = mb.read_records(listed)
    names = ["monthly", "ages", "groups", *(["cumulative", "years"] if EXPLORE else [])]
    pages = mb.build_figures(people, tmp_path / "out", names, safe=True)
    assert mb.figure("ages", people).small
    for page in pages:
        assert page.small == 0
        assert "Numbers under 5, and those that would give them away" in page.words.foot
        assert not {*range(1, 5)} & {*page.table.get("people", pd.Series(dtype="Int64")).dropna()}
        assert "P1" not in page.csv.decode() + page.svg.decode()
    with pytest.raises(mb.MusterError, match="lags shows people one by one; safely are drawn monthly, "):
        mb.figure("lags", people, safe=True)
    with pytest.raises(mb.MusterError, match="chance rests on exact numbers that a protected table has not"):
        mb.figure("chance", people, safe=True)


def test_a_case_leaves_safely_without_the_people_it_describes(tmp_path: Path) -> None:
    """Published figures are exempt; who came on 22 June stands in no picture, on no page, and is told as left out."""
    folder = tmp_path / "case"
    case_of(folder, all={"value": "20"}, july={"variable": "signup", "where": "2023-07", "value": "8"})
    records = folder / "records.csv"
    records.write_text(f"{records.read_text()}case-17,p,2023-06-22,,,,24,,,s,\n")
    mb.accept_files(folder)
    case = mb.read_case(folder)
    pages = [mb.figure("monthly", case, safe=safe) for safe in (False, True)]
    assert ["case-17" in " ".join(page.table["claims"]) for page in pages] == [True, False]
    assert ["2023-06,,1,12," in page.csv.decode() for page in pages] == [True, False]
    assert [page.words.foot.endswith("\nOne person described in the sources is left out.") for page in pages] == [
        False,
        True,
    ]
    place = tmp_path / "report.html"
    (folder / "musterbook.toml").write_text("safe = 5\n")
    assert main(["report", str(folder), "--out", str(place)]) == 0
    safe = place.read_text("utf-8")
    assert "</strong> person described, left out here" in safe
    assert [word for word in ("case-17", "2023-06-22", "22 June") if word in safe] == []


def test_the_command_protects_by_columns_earlier_releases_and_a_case(
    listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the command writes is what the function gives; the second release is held against the first."""
    first, second = tmp_path / "first", tmp_path / "second"
    assert main(["protect", str(listed), "--by", "signup", "--every", "signup=quarter", "--out", str(first)]) == 0
    said = capsys.readouterr().out
    assert "Counts by signup, fewer than 5 people as ranges: " in said
    assert "Not in it: record_id, age, outcome, passport\n" in said
    release = mb.protect(mb.read_records(listed), "signup", every="quarter")
    assert (first / "list.csv.protected.csv").read_text() == release.table.to_csv(index=False)
    earlier = str(first / "list.csv.protected.csv")
    told = ["--by", "signup", "age", "--safe", "3", "--earlier", earlier, "--case", "moscow-2023-24"]
    assert main(["protect", str(listed), *told, "--out", str(second)]) == 0
    assert "Claims that the proof could not take into account: " in capsys.readouterr().out
    assert main(["protect", str(listed), "--every", "month"]) == 1
    assert "--every: expected COLUMN=LENGTH, as signup=month or age=10; found 'month'" in capsys.readouterr().err


def test_commands_warn_or_protect(listed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --safe the number of small cells is told; with it, or with a setting beside the list, none leaves."""
    out = tmp_path / "out"
    assert main(["draw", str(listed), "monthly", "--out", str(out)]) == 0
    assert re.search(r"\d+ numbers of fewer than 5 people are in these files", capsys.readouterr().err)
    small = [line for line in (out / "monthly.csv").read_text().splitlines() if re.search(r",[1-4],[1-4],[1-4],", line)]
    assert small
    assert main(["draw", str(listed), "monthly", "--out", str(out), "--safe"]) == 0
    assert capsys.readouterr().err == ""
    safe = (out / "monthly.csv").read_bytes()
    (listed.parent / "musterbook.toml").write_text("safe = 5\n")
    assert main(["draw", str(listed), "monthly", "--out", str(out)]) == 0
    assert (out / "monthly.csv").read_bytes() == safe
    assert main(["read", str(listed), "--out", str(out)]) == 0
    assert "Not in it: record_id, " in capsys.readouterr().out
    assert "P1" not in (out / "list.csv.protected.csv").read_text()
    (listed.parent / "musterbook.toml").write_text("safe = 4\n")
    assert main(["draw", str(listed), "--out", str(out)]) == 1
    assert "expected safe = one of 3, 5, 7, 10, or false, found 4" in capsys.readouterr().err


def test_three_columns_at_once_take_seconds() -> None:
    """3,000 people by day, age and outcome: proven in under five seconds of work, and nothing is lost on the way."""
    chance, outcomes = random.Random(1), ["killed", "wounded", "missing", "captured", "returned"]
    rows = [
        (f"2023-{chance.randint(1, 12):02}-15", str(max(18, int(chance.gauss(33, 9)))), chance.choice(outcomes))
        for _ in range(3_000)
    ]
    started = time.process_time()
    release = mb.protect(pd.DataFrame(rows, columns=["signup", "age", "outcome"]), ["signup", "age", "outcome"])
    assert time.process_time() - started < 5
    assert release.people == (3_000, 3_000)
    assert ((release.proof["low"] <= 1) & (release.proof["high"] >= 4)).all()


def test_more_cells_than_can_be_proven_are_refused_before_they_take_memory() -> None:
    """900 people over 50 points in each of three columns: a release of single points has 132,651 numbers."""
    chance = random.Random(2)
    people = pd.DataFrame({name: [str(chance.randint(0, 49)) for _ in range(900)] for name in "abc"})
    with pytest.raises(
        mb.MusterError, match="there are 132,651 cells and totals; 5,000 is the most; give longer cells"
    ):
        mb.protect(people, [*"abc"], every=dict.fromkeys("abc", 1))


def test_numbers_far_apart_are_put_into_few_bands() -> None:
    """One stray number of a billion does not lay out a hundred million bands."""
    release = mb.protect(pd.DataFrame({"points": [*range(40), 10**9]}), "points")
    assert len(release.frame) <= 60
    assert release.people == (41, 41)


def test_a_shipped_case_is_protected_by_its_own_folder_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the folder where a command is run says nothing of a case or a list that lies elsewhere."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "musterbook.toml").write_text("safe = 4\n")
    assert main(["draw", "moscow-2023-24", "years", "--out", "figures"]) == 0
    (tmp_path / "list.csv").write_text("signup\n2023-07-03\n")
    assert main(["draw", "list.csv", "monthly", "--out", "figures"]) == 1


def test_a_drawing_names_the_column_that_is_none_of_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column that nobody mapped is drawn where its texts repeat: names, it may be, and so it is told."""
    place = tmp_path / "list.csv"
    pd.DataFrame({"signup": [f"2023-07-{day:02}" for day in range(1, 25)], "Имя": ["Иван", "Олег"] * 12}).to_csv(
        place, index=False
    )
    for safe in ([], ["--safe"]):
        assert main(["draw", str(place), "groups", "--out", str(tmp_path / "out"), *safe]) == 0
        told = capsys.readouterr().err.splitlines()
        assert told[0] == "groups: shows Имя, a column that is none of ours, which may name people"


def test_the_first_date_is_ours_before_one_of_another_name() -> None:
    """Whatever the order of the columns; without a date of ours it is the first that was read as one."""
    days = [f"2023-0{1 + at % 3}-05" for at in range(30)]
    people = pd.DataFrame({"killed": days, "arrival": days, "signup": days})
    read = mb.read_records(people, columns={"death": "killed"})
    assert list(mb.protect(read).kinds) == ["signup"]
    assert list(mb.protect(people).kinds) == ["signup"], "a frame as it is"
    assert list(mb.protect(mb.read_records(people[["killed"]], columns={"death": "killed"})).kinds) == ["death"]


def test_a_length_for_several_columns_names_the_one_that_is_meant() -> None:
    people = pd.DataFrame({"signup": ["2023-07-03"] * 9, "age": ["20"] * 9})
    with pytest.raises(mb.MusterError, match=r"say which is meant, as every=\{'signup': 'month'\}"):
        mb.protect(people, ["signup", "age"], every="month")
