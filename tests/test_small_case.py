"""What is drawn and said of a small sound case: no peak was published, one month has a floor, and ages have no end."""

from __future__ import annotations

from pathlib import Path

import pytest

import musterbook as mb
from musterbook.case import accept_files
from musterbook.charts import arrival_lag, monthly_signups
from musterbook.charts.pages import Look
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
