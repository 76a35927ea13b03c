"""What is drawn and said of a small sound case: no peak was published, one month has a floor, and ages have no end."""

from __future__ import annotations

from pathlib import Path

import pytest

import musterbook as mb
from musterbook.cli import main

SHIPPED = Path(__file__).parent / "cases" / "first"
TABLES = {
    "populations": "population_id,description,window,place,note\ncentre,People on one list,2023-06/2023-08,,\n",
    "sources": (
        "source_id,outlet,title,published,accessed,url,language,role,relays,note\n"
        "first-paper,First Paper,,2025-04-11,2025-04-12,https://example.org/article,en,primary,,\n"
    ),
    "claims": (
        "claim_id,source_id,paragraph,population_id,statistic,variable,where,relation,value,unit,hedge,status,see,note\n"
        "total,first-paper,1,centre,count,,,=,10,people,,used,,\n"
        "july,first-paper,2,centre,count,signup,2023-07,>=,4,people,at least,used,,\n"
        "june,first-paper,2,centre,count,signup,2023-06,=,1,people,,used,,\n"
        "youngest,first-paper,3,centre,minimum,age,,=,19,years,,used,,\n"
    ),
    "records": (
        "record_id,population_id,signup,arrival,departure,lag_days,age,party,outcome,source_id,note\n"
        "person-1,centre,2023-07,,,,18..25,,,first-paper,\n"
        "person-2,centre,2023-08-03,2023-08-01,,2,33,a,,first-paper,\n"
    ),
}


HEADS = {name: text.split("\n")[0] + "\n" for name, text in TABLES.items()}


def small_case(folder: Path, window: str, *claims: str, people: str = "") -> mb.Case:
    """Write a case of one list over a window; each claim from its statistic to its value."""
    rows = [f"claim-{place},first-paper,1,centre,{claim},,,used,,\n" for place, claim in enumerate(claims)]
    texts = {
        **TABLES,
        "populations": f"{HEADS['populations']}centre,People on one list,{window},,\n",
        "claims": HEADS["claims"] + "".join(rows),
        "records": HEADS["records"] + people,
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8", newline="\n")
    (folder / "datapackage.json").write_bytes((SHIPPED / "datapackage.json").read_bytes())
    mb.accept_files(folder)
    return mb.read_case(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the case."""
    place = tmp_path / "small"
    place.mkdir()
    for name, text in TABLES.items():
        (place / f"{name}.csv").write_text(text, "utf-8", newline="\n")
    (place / "datapackage.json").write_bytes((SHIPPED / "datapackage.json").read_bytes())
    mb.accept_files(place)
    return place


NO_PEAK = "a month without a published count may be larger than every published one, so the peak is not settled"
NO_LABEL = "no source counts people by a label, such as nationality or outcome"


def test_a_peak_that_is_not_settled_is_no_peak(folder: Path) -> None:
    case = mb.read_case(folder)
    with pytest.raises(mb.MusterError) as caught:
        mb.figure("chance", case)
    assert str(caught.value) == NO_PEAK
    with pytest.raises(mb.MusterError) as caught:
        mb.tell(case, "months")
    assert str(caught.value) == NO_PEAK


@pytest.mark.parametrize(
    ("july", "august", "total", "said"),
    [
        (4, 4, 9, "**July 2023 and August 2023 had the most: 4 people each.** "),
        (4, 1, 9, "**July 2023 had the most: 4 people.** "),
        (4, 2, 9, "**July 2023 had the most: 4 people, more than any other month.** "),
    ],
)
def test_no_largest_month_hides_another(tmp_path: Path, july: int, august: int, total: int, said: str) -> None:
    counts = [f"count,signup,2023-07,=,{july}", f"count,signup,2023-08,=,{august}", f"count,signup,,=,{total}"]
    case = small_case(tmp_path, "2023-06/2023-08", *counts)
    assert str(mb.tell(case, "months")).startswith(said)


def test_parts_of_months_count_as_parts_in_rates(tmp_path: Path) -> None:
    counts = ["count,signup,2023-06-16/2023-08,=,5", "count,signup,2023-09/2023-10,=,4"]
    case = small_case(tmp_path, "2023-06-16/2023-10", *counts)
    assert str(mb.tell(case, "parts")).startswith(
        "**2.0 a month in 16 June 2023 to 31 August 2023, 2.0 a month in September–October 2023: chance alone often "
        "makes such a difference.** That is 5 people in 2.5 months and 4 in 2. "
    )


def test_figures_that_cannot_be_drawn_are_named_and_the_others_made(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["groups", "chance", "monthly"]
    for place in ("musterbook", "musterbook.figures"):
        monkeypatch.setattr(f"{place}.list_figures", lambda: names)
    out = tmp_path / "out"
    assert main(["draw", str(folder), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert said.err == f"groups: not drawn: {NO_LABEL}\nchance: not drawn: {NO_PEAK}\n"
    assert sorted(path.suffix for path in out.glob("monthly.*")) == [".csv", ".png", ".svg", ".txt"]
    assert main(["draw", str(folder), "monthly", "groups", "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"groups: not drawn: {NO_LABEL}\n"


def test_a_script_is_told_which_figure_cannot_be_drawn(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(mb.MusterError) as caught:
        mb.build_figures(mb.read_case(folder), tmp_path / "out", ["groups"])
    assert str(caught.value) == f"groups: not drawn: {NO_LABEL}"


def test_months_are_said_with_what_each_may_have_had(folder: Path) -> None:
    page = mb.figure("monthly", mb.read_case(folder))
    assert page.headline == "As far as known, July 2023 had the most: 4 of 10"
    assert "No other month can have had more than 5." in page.alt
    heights = {float(y) for one in page.axes.collections for path in one.get_paths() for y in path.vertices[:, 1]}
    assert heights == {5.0, 8.0}


def test_a_headline_over_days_counts_no_sources(folder: Path) -> None:
    assert mb.figure("lags", mb.read_case(folder)).headline == "No source counts people by days from arrival"
    shipped = mb.load_case("moscow-2023-24")
    assert mb.figure("lags", shipped).headline == "2 sources differ on the days from arrival"


ONE = ("count,,,=,1", "count,signup,2023-07/2023-12,=,1", "minimum,age,,=,20", "maximum,age,,=,20")
DESCRIBED = "person-1,centre,2023-08-03,2023-08-03,,0,20,,,first-paper,\n"


def test_a_case_of_one_person_is_drawn_as_it_is(tmp_path: Path) -> None:
    case = small_case(tmp_path, "2023-07/2023-12", *ONE, people=DESCRIBED)
    assert mb.figure("ages", case).headline == "Everybody is aged 20"
    assert "The average age is 20.0." in mb.figure("ages", case).alt
    assert mb.figure("populations", case).headline == "One published count: 1 person"
    assert mb.figure("cumulative", case).headline == "1 person by the end of December 2023"


def test_a_month_that_follows_from_the_others_is_drawn_as_known(tmp_path: Path) -> None:
    claims = ("count,,,=,9", "count,signup,2023-06/2023-07,=,4", "peak,signup,2023-06,=,4", "count,signup,2023-08,=,3")
    page = mb.figure("monthly", small_case(tmp_path, "2023-06/2023-09", *claims))
    assert page.table["part"].tolist() == ["month"] * 4
    assert page.table["low"].tolist() == page.table["high"].tolist() == [4, 0, 3, 2]
    assert sorted(text.get_text() for text in page.axes.texts) == ["0", "2", "3", "4"]


def test_a_month_without_a_largest_number_has_no_line_for_the_most(tmp_path: Path) -> None:
    page = mb.figure("monthly", small_case(tmp_path, "2023-06/2023-08", "count,,,>=,10", "count,signup,2023-06,=,3"))
    assert not page.axes.collections
    assert "Month unknown: at least 7 people." in page.words.subtitle


def test_one_month_has_no_busiest_one(tmp_path: Path) -> None:
    case = small_case(tmp_path, "2023-08", "count,signup,,=,5")
    with pytest.raises(mb.MusterError) as caught:
        mb.figure("chance", case)
    assert str(caught.value) == "all of it lies in one month, so no month is the busiest"
    with pytest.raises(mb.MusterError) as caught:
        mb.figure("years", case)
    assert str(caught.value) == "all dates lie in 2023, and one year is no comparison; draw monthly instead"
    assert "had the most" not in mb.tell(case, "findings")
    assert "busiest" not in mb.tell(case, "findings")


@pytest.mark.parametrize("total", ["=,5", ">=,5"])
def test_any_part_of_ages_without_ends_is_asked_for(tmp_path: Path, total: str) -> None:
    """Two people are from 20 to 30, the other three of any other age, however few of the cells are single ages."""
    worlds = mb.possible_worlds(small_case(tmp_path, "2023", f"count,,,{total}", "count,age,20..30,=,2"), "age")
    for low, high in [
        (0, 17),
        (0, 19),
        (0, 30),
        (18, 25),
        (20, 30),
        (25, 25),
        (20, 130),
        (31, 130),
        (40, 60),
        (0, 130),
    ]:
        least = 2 * (low <= 20 and high >= 30) + 3 * ((low, high) == (0, 130))
        most = 2 * (low <= 30 and high >= 20) + 3 * (low < 20 or high > 30)
        is_open = total.startswith(">") and most >= 3
        for text in {f"{low}..{high}", f"{low or ''}..{high if high < 130 else ''}"} - {".."}:
            answer = worlds.span(text)
            assert (answer.low, answer.high) == (least, None if is_open else most), text


def test_no_more_is_told_of_a_part_of_an_open_cell_than_its_ends(tmp_path: Path) -> None:
    """Tables hold one number for all below 20: they are counted for it and for what leaves it out, not for a part."""
    worlds = mb.possible_worlds(small_case(tmp_path, "2023", "count,,,=,3", "count,age,20..30,=,2"), "age")
    assert [worlds.span(part).distribution is None for part in ("..17", "18..25", "31..40", "25..")] == [True] * 3 + [
        False
    ]
    whole = worlds.span("..19").distribution
    assert whole is not None
    assert whole.to_dict() == {0: 0.5, 1: 0.5}


def test_a_number_of_people_that_a_share_leaves_out_is_in_no_world(tmp_path: Path) -> None:
    """Two thirds of three or of six: with four of them in January it is six, and no world has four or five."""
    claims = ["share,outcome,killed,=,66.67", "count,,,<=,6", "count,,,>=,2", "count,signup,2023-01,>=,4"]
    worlds = mb.possible_worlds(small_case(tmp_path, "2023-01/2023-03", *claims), "signup")
    assert (worlds.total, worlds.count) == ((6, 6), 6)
    assert set(worlds.sample(50, 1).sum(axis=1)) == {6}


def test_a_label_is_told_as_it_stands(tmp_path: Path) -> None:
    case = small_case(tmp_path, "2023", "count,,,=,9", "count,outcome,MIA,>=,5", "count,outcome,POW,=,2")
    assert "Of them, MIA: 5 to 7 people; POW: 2 people" in mb.tell(case, "total")


def test_a_table_with_people_of_two_populations_has_those_whose_number_begins_at_nobody(tmp_path: Path) -> None:
    """A cell of at most four is somebody of the population, and other populations than it are there."""
    case = small_case(tmp_path, "2023", "count,,,=,3")
    place = tmp_path / "table.csv"
    place.write_text("population_id,age,people\ncentre,20,0-4\nmoon,30,5\n", "utf-8")
    table = mb.read_table(place, count="people")
    assert [str(one.verdict) for one in mb.audit(case, table)] == ["cannot tell"]
    place.write_text("population_id,age,people\nmoon,30,0-5\n", "utf-8")
    with pytest.raises(mb.MusterError, match="no row of the list is of population 'centre'"):
        mb.audit(case, mb.read_table(place, count="people"))
