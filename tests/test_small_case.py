"""What is drawn and said of a small sound case: no peak was published, one month has a floor, and ages have no end."""

from __future__ import annotations

from pathlib import Path

import pytest
from musterbook.charts.canvas import style
from musterbook.charts.pages import Look, page

import musterbook as mb
from musterbook.case.case import accept_files
from musterbook.charts import ages, arrival_lag, monthly_signups, scale, year_split
from musterbook.cli import main
from musterbook.leeway import leeway
from musterbook.story import tell

SHIPPED = Path(__file__).parents[1] / "data" / "moscow-2023-24"
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
    accept_files(folder)
    return mb.read_case(folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write the case."""
    place = tmp_path / "small"
    place.mkdir()
    for name, text in TABLES.items():
        (place / f"{name}.csv").write_text(text, "utf-8", newline="\n")
    (place / "datapackage.json").write_bytes((SHIPPED / "datapackage.json").read_bytes())
    accept_files(place)
    return place


NO_PEAK = "a month without a published count may be larger than every published one, so the peak is not settled"
NO_MEAN = "age has no mean: its cells have no number, or no end; claim a minimum and a maximum"


def test_a_peak_that_is_not_settled_is_no_peak(folder: Path) -> None:
    case = mb.read_case(folder)
    with pytest.raises(mb.MusterError) as caught:
        mb.figure("peak-surprise", case)
    assert str(caught.value) == NO_PEAK
    with pytest.raises(mb.MusterError) as caught:
        tell(case, "peak")
    assert str(caught.value) == NO_PEAK


def test_figures_that_cannot_be_drawn_are_named_and_the_others_made(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["ages", "peak-surprise", "monthly-signups"]
    # The command first: imported under a patched name it would keep that for all tests that follow.
    for place in ("musterbook.commands.figures", "musterbook.figures"):
        monkeypatch.setattr(f"{place}.list_figures", lambda: names)
    out = tmp_path / "out"
    assert main(["figures", str(folder), "--out", str(out)]) == 0
    said = capsys.readouterr()
    assert said.err == f"ages: not drawn: {NO_MEAN}\npeak-surprise: not drawn: {NO_PEAK}\n"
    assert sorted(path.suffix for path in out.glob("monthly-signups.*")) == [".csv", ".png", ".svg", ".txt"]
    assert main(["figures", str(folder), "monthly-signups", "ages", "--out", str(out)]) == 1
    assert capsys.readouterr().err == f"ages: not drawn: {NO_MEAN}\n"


def test_a_script_is_told_which_figure_cannot_be_drawn(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(mb.MusterError) as caught:
        mb.build_figures(mb.read_case(folder), tmp_path / "out", ["ages"])
    assert str(caught.value) == f"ages: not drawn: {NO_MEAN}"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Months without a published exact count may hold: July 2023 from 4 to 8, August 2023 from 1 to 5."),
        (
            "ru",
            "Месяцы, точное число которых не опубликовано: июль 2023\u00a0— от 4 до 8, август 2023\u00a0— от 1 до 5.",
        ),
        (
            "uk",
            "Місяці, точне число яких не опубліковано: липень 2023\u00a0— від 4 до 8, серпень 2023\u00a0— від 1 до 5.",
        ),
    ],
)
def test_months_are_said_with_the_room_that_each_has(folder: Path, lang: str, said: str) -> None:
    case = mb.read_case(folder)
    words = monthly_signups.words(monthly_signups.frame(case), case, Look.of("web", lang))
    assert said in words.alt


def test_a_headline_over_days_counts_no_sources_and_puts_the_limit_last(folder: Path) -> None:
    case = mb.read_case(folder)
    assert (
        arrival_lag.words(arrival_lag.frame(case), case, Look()).headline
        == "No source counts people by days since arrival"
    )
    shipped = mb.load_case("moscow-2023-24")
    words = arrival_lag.words(arrival_lag.frame(shipped), shipped, Look())
    assert words.headline == "Sources differ on same-day sign-ups: 1 or at least 7"


def test_bounds_that_meet_or_have_no_end_are_no_range() -> None:
    months = [("2023-06", 3, 3), ("2023-07", 0, None), ("2023-08", 0, 7), ("2023-09", 0, 7)]
    table = [dict(zip(("cell", "low", "high"), row, strict=True)) for row in months]
    assert leeway(table) == "June 2023 exactly 3, July 2023 0 or more, each other one from 0 to 7"
    assert leeway(table[2:]) == "each from 0 to 7"


@pytest.mark.parametrize(
    ("signup", "july", "said"),
    [
        ("2023-07", ">=,4", "where a person or a floor was reported."),
        ("", ">=,4", "where a floor was reported."),
        ("2023-07", "<=,4", "where a person was described."),
    ],
)
def test_outlines_start_above_0_for_a_reason(folder: Path, signup: str, july: str, said: str) -> None:
    claims, records = folder / "claims.csv", folder / "records.csv"
    claims.write_text(claims.read_text("utf-8").replace("2023-07,>=,4", f"2023-07,{july}"), "utf-8", newline="\n")
    text = (
        records.read_text("utf-8").replace("centre,2023-07,", f"centre,{signup},").replace("2023-08-03,2023-08-01", ",")
    )
    records.write_text(text, "utf-8", newline="\n")
    accept_files(folder)
    case = mb.read_case(folder)
    words = monthly_signups.words(monthly_signups.frame(case), case, Look.of("web", "en"))
    assert words.subtitle.endswith(f"allow; it starts above 0 {said}")
    assert words.headline == "June 2023 had 1; 2 of 3 exact counts unpublished"


ONE = ("count,,,=,1", "count,signup,2023-07/2023-12,=,1", "minimum,age,,=,20", "maximum,age,,=,20")
DESCRIBED = "person-1,centre,2023-08-03,2023-08-03,,0,20,,,first-paper,\n"


def test_a_case_of_one_person_is_drawn_as_it_is(tmp_path: Path) -> None:
    case = small_case(tmp_path, "2023-07/2023-12", *ONE, people=DESCRIBED)
    words = ages.words(ages.frame(case), case, Look())
    assert words.headline == "All ages are known: 20"
    assert words.subtitle == "Age in years of 1 person on one list. Filled: published. The average age is 20.0."
    assert words.alt == "Dot plot of the 1 published age of 1 person: 20. Every age is known."
    ax = ages.draw(ages.frame(case))
    assert [text.get_text() for text in ax.texts] == ["20", "20"]
    words = monthly_signups.words(monthly_signups.frame(case), case, Look())
    assert words.subtitle == (
        "Sign-ups by month, 1 person on one list. Line: the only number that the published figures allow."
    )
    words = scale.words(scale.frame(case), case, Look())
    assert words.headline == "Published count of people: 1"
    assert words.subtitle == "A published count of people. One mark is one person. Filled: reported."


def test_a_settled_month_is_a_line_and_nobody_is_no_stack(tmp_path: Path) -> None:
    claims = ("count,,,=,9", "count,signup,2023-06/2023-07,=,4", "peak,signup,2023-06,=,4", "count,signup,2023-08,=,3")
    case = small_case(tmp_path, "2023-06/2023-09", *claims)
    table = monthly_signups.frame(case)
    assert table["part"].tolist() == ["month"] * 4
    ax = monthly_signups.draw(table)
    assert [(bar.get_y(), bar.get_height()) for bar in ax.patches] == [(2, 0)]
    assert "Outlined" not in monthly_signups.words(table, case, Look()).subtitle


def test_a_month_without_a_largest_number_is_open_at_the_top(tmp_path: Path) -> None:
    case = small_case(tmp_path, "2023-06/2023-08", "count,,,>=,10", "count,signup,2023-06,=,3")
    table = monthly_signups.frame(case)
    ax = monthly_signups.draw(table)
    assert not ax.patches
    sides = [line.get_ydata() for line in ax.lines if (line.get_gid() or "").startswith("inferred")]
    assert [list(side) for side in sides] == [[3, 0, 0, 3]] * 2
    said = monthly_signups.words(table, case, Look()).subtitle
    assert said.endswith("Open at the top: no highest number follows.")


def test_one_month_has_no_busiest_one_and_no_parts_of_unequal_length(tmp_path: Path) -> None:
    case = small_case(tmp_path, "2023-08", "count,signup,,=,5")
    with pytest.raises(mb.MusterError) as caught:
        mb.figure("peak-surprise", case)
    assert str(caught.value) == "a window of one month has no busiest month to be surprised at"
    alts = [year_split.words(year_split.frame(case), case, Look.of("web", lang)).alt for lang in ("en", "ru", "uk")]
    assert alts == [
        "Dot chart of sign-ups in one part: 5 people in August 2023. That is 5.0 people a month.",
        "Точечная диаграмма обращений по годам, 1 часть: 5 человек за август 2023. Это 5,0 в месяц.",
        "Точкова діаграма звернень за роками, 1 частина: 5 людей за серпень 2023. Це 5,0 на місяць.",
    ]


@pytest.mark.parametrize(
    ("window", "said"), [("2023-07/2024-06", "two parts: "), ("2023-07/2024-05", "two parts of unequal")]
)
def test_parts_are_called_unequal_where_they_are(window: str, said: str, tmp_path: Path) -> None:
    halves = (f"count,signup,{half},=,5" for half in ("2023-07/2023-12", f"2024-01/{window[8:]}"))
    case = small_case(tmp_path, window, "count,,,=,10", *halves)
    assert said in year_split.words(year_split.frame(case), case, Look()).alt


def test_words_wider_than_a_short_first_part_begin_at_the_margin(tmp_path: Path) -> None:
    parts = ("count,signup,2023-12,=,12", "count,signup,2024-01/2024-06,=,9")
    case = small_case(tmp_path, "2023-12/2024-06", "count,,,=,21", *parts)
    look, table = Look.of("print-single", "en"), year_split.frame(case)
    with style():
        ax = year_split.draw(table, page(year_split.words(table, case, look), look), look)
    left = ax.bbox.x0
    assert [text.get_text() for text in ax.texts if text.get_window_extent().x0 < left - 2] == []


@pytest.mark.parametrize(("people", "bars"), [(900, 0), (9_000, 1)])
def test_people_are_only_called_marks_where_they_are(people: int, bars: int, tmp_path: Path) -> None:
    case = small_case(tmp_path, "2023-06/2023-08", f"count,,,=,{people}")
    table, look = scale.frame(case), Look.of("web", "en")
    words = scale.words(table, case, look)
    with style():
        ax = scale.draw(table, page(words, look, scale.needs(table, look)), look)
    assert len(ax.patches) == bars
    assert ("One mark is one person." in words.subtitle) == (not bars)
    assert words.alt.startswith("Bars for" if bars else "Marks, one for each person, for")
