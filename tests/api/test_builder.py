"""A week made in code is the week that files would hold."""

from __future__ import annotations

import dataclasses
import datetime as dt

import numpy as np
import pandas as pd
import pytest

import scheduler as ps
from scheduler.scenarios.draft import cell_of
from scheduler.verify.solved import read_solved
from tests.solved import CLERMONT, QUICKSTART

START = dt.date(2026, 10, 5)
WALK = {
    "kind": "walk",
    "name_fr": "Ronde",
    "name_en": "Walk",
    "joint": False,
    "priority": 10,
}


def small() -> ps.Builder:
    """Return one municipal officer, one zone, one patrol on Monday morning."""
    return (
        ps.Builder("small", title="One patrol", start=START, days=7, language="en")
        .add("communes", commune="99001", name="Town")
        .add("zones", zone="centre", name="Town centre", commune="99001")
        .add("forces", force="pm", name="PM", kind="municipal", communes=["99001"])
        .add("officers", officer="PM-1", force="pm", tours="free", contract_hours=35)
        .add("shifts", shift="M", name="Early", force="pm", start="07:00", end="14:00")
        .add("mission_kinds", WALK)
        .add("positions", kind="walk", position="agent", force="municipal", leads=True)
        .add(
            "missions",
            mission="walk-1",
            kind="walk",
            zone="centre",
            dates=START,
            starts=dt.time(9),
            minutes=60,
        )
    )


def refusal(builder: ps.Builder) -> list[str]:
    with pytest.raises(ps.InputFaults) as caught:
        builder.build()
    return list(map(str, caught.value.faults))


def different(one: ps.Week, other: ps.Week) -> set[str]:
    """Return the fields in which two weeks differ; travel is compared by its times."""
    names = {f.name for f in dataclasses.fields(one.scenario)} - {"travel"}
    found = {n for n in names if getattr(one.scenario, n) != getattr(other.scenario, n)}
    zones = one.scenario.zones
    times = [
        [w.scenario.travel.minutes(a, b) for a in zones for b in zones]
        for w in (one, other)
    ]
    return found if times[0] == times[1] else found | {"travel"}


def test_a_small_week_is_solved_to_proof():
    result = ps.solve(small().build(), ps.Search(time_limit=20, workers=1))
    assert [(a.mission, a.officer) for a in result.roster.assignments] == [
        ("walk-1", "PM-1")
    ]
    assert result.run is not None
    assert result.run.status == "OPTIMAL"


def test_a_cell_left_out_takes_the_default_of_the_tables():
    officer = small().build().scenario.officers["PM-1"]
    assert (officer.status, officer.unit) == ("titular", "")


@pytest.mark.parametrize("path", [QUICKSTART, CLERMONT], ids=lambda p: p.name)
def test_the_tables_of_a_folder_make_its_week(path):
    week = ps.Builder.from_scenario(path).build()
    assert different(week, ps.load(path)) <= {"inputs"}


@pytest.mark.parametrize("path", [QUICKSTART, CLERMONT], ids=lambda p: p.name)
def test_frames_as_pandas_reads_them_make_the_week_of_their_files(path):
    builder = ps.Builder.from_scenario(path)
    for file in path.glob("*.csv"):
        # Numbers as numbers, empty cells as NaN.
        builder.replace(file.stem, pd.read_csv(file))
    assert different(builder.build(), ps.load(path)) <= {"inputs"}


def test_a_key_may_be_given_another_value():
    week = ps.Builder.from_scenario(QUICKSTART, title="Another", language="fr").build()
    assert (week.scenario.title, week.scenario.language) == ("Another", "fr")


def test_what_is_written_is_the_week_that_was_built(tmp_path):
    builder = small()
    builder.write(tmp_path / "small")
    assert different(ps.load(tmp_path / "small"), builder.build()) == set()


def test_what_is_written_as_a_workbook_is_the_week_that_was_built(tmp_path):
    builder = small()
    builder.write(tmp_path / "small.xlsx")
    read = ps.load(tmp_path / "small.xlsx")
    assert different(read, builder.build()) == {"inputs"}


def test_calendars_are_written_beside_the_tables(tmp_path):
    builder = ps.Builder.from_scenario(CLERMONT)
    builder.write(tmp_path / "copy")
    name = "clermont-foot.ics"
    assert (tmp_path / "copy" / name).read_bytes() == (CLERMONT / name).read_bytes()


def test_a_roster_solved_in_memory_is_one_of_the_scenario_that_is_written(tmp_path):
    builder = small()
    result = ps.solve(builder.build(), ps.Search(time_limit=20, workers=1))
    result.export(tmp_path / "out")
    builder.write(tmp_path / "small")
    week = ps.load(tmp_path / "small")
    assert read_solved(week.scenario, tmp_path / "out").verdict.passed


def test_all_faults_are_told_at_once_with_table_row_and_column():
    builder = small().add("officers", officer="PM-2", force="pn", tours="free")
    builder.add("shifts", shift="A", name="Late", force="pm", start="7", end="25:00")
    builder.add("oficers", officer="PM-3")
    assert refusal(builder) == [
        "officers:2: force: not in the table forces (pn) — add it to forces.csv",
        "oficers: unknown table — did you mean “officers”?",
        "shifts:2: end: no such time of day (25:00) — write 00:00 to 23:59",
        "shifts:2: start: not a time of day (7) — write 06:30 or 6h30",
    ]


def test_faults_are_told_in_french():
    builder = small().add("officers", officer="PM-2", force="pn", tours="free")
    with ps.use_language("fr"):
        [fault] = refusal(builder)
    assert fault.startswith("officers:2: force: absent de la table forces (pn)")


def test_a_misspelt_heading_is_told_without_a_row():
    builder = small().add("zones", zone="north", nme="North", commune="99001")
    assert refusal(builder) == [
        "zones: nme: unknown column — unused columns: also_in, address, radio, "
        "latitude, longitude",
        "zones:2: name: empty — fill it in",
    ]


def test_a_misspelt_column_of_a_frame_is_told():
    frame = small().frame("zones").rename(columns={"name": "nme"})
    assert refusal(small().replace("zones", frame)) == [
        "zones: name: missing column — add it to the heading line",
        "zones: nme: unknown column — did you mean “name”?",
    ]


def test_a_column_twice_in_a_frame_is_told():
    zones = small().frame("zones")
    frame = pd.concat([zones, zones[["name"]]], axis="columns")
    assert "zones: name: duplicate column — keep one" in refusal(
        small().replace("zones", frame)
    )


def test_a_misspelt_key_is_told():
    assert refusal(ps.Builder.from_scenario(QUICKSTART, langage="en")) == [
        "scenario: langage: unknown key — did you mean “language”?"
    ]


def test_keys_that_are_needed_are_missed():
    faults = refusal(ps.Builder())
    assert "scenario: start: missing key — add it" in faults


def test_tables_that_are_needed_are_missed():
    faults = refusal(ps.Builder(title="Nothing", start=START, days=1))
    assert any(f.startswith("officers: missing table — ") for f in faults)


def test_a_week_in_code_extends_no_other():
    assert refusal(ps.Builder.from_scenario(QUICKSTART, extends="../x")) == [
        "scenario: extends: a week made in code cannot extend another — begin with "
        "Builder.from_scenario(path)"
    ]


def test_rows_that_are_no_rows_are_refused_at_once():
    with pytest.raises(TypeError, match="a row is a mapping"):
        small().add("zones", ["north"])  # type: ignore[list-item]


def test_tiers_are_a_table_too():
    builder = small().add("tiers", tier="all", goal="missions_by_priority", weight=2)
    [tier] = builder.build().scenario.tiers
    assert (tier.name, tier.goals) == ("all", {"missions_by_priority": 2})


def test_a_table_without_rows_is_there_and_empty():
    assert small().replace("missions", []).build().scenario.missions == {}


def test_keys_may_be_values_of_python():
    week = ps.Builder.from_scenario(QUICKSTART, tours_busy=True, days=4).build()
    assert week.scenario.tours_busy
    assert week.scenario.clock.days == 4


def test_a_workbook_can_be_begun_with(tmp_path):
    path = small().write(tmp_path / "small.xlsx")
    again = ps.Builder.from_scenario(path)
    assert different(again.build(), small().build()) <= {"inputs", "name"}


def test_calendars_are_looked_for_in_the_folder_given():
    read = ps.Builder.from_scenario(CLERMONT)
    made = ps.Builder(calendars=CLERMONT, **read._draft.keys)
    for table in read._draft.sheets:
        made.add(table, read.frame(table))
    assert different(made.build(), read.build()) == {"name"}


def test_replace_leaves_no_row_of_before():
    builder = small().replace("zones", zone="other", name="Other", commune="99001")
    assert list(builder.frame("zones")["zone"]) == ["other"]


def test_a_builder_tells_its_size():
    assert repr(ps.Builder("x").add("zones", zone="a").add("zones", zone="b")) == (
        "<Builder 'x': 2 zones>"
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (float("nan"), ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (True, "yes"),
        (np.bool_(False), "no"),
        (35.0, "35"),
        (37.5, "37.5"),
        (0.1 + 35.2, "35.3"),
        (dt.timedelta(hours=35), "35:00"),
        (np.int64(7), "7"),
        (dt.date(2026, 10, 5), "2026-10-05"),
        (pd.Timestamp("2026-10-05"), "2026-10-05"),
        (np.datetime64("2026-10-05"), "2026-10-05"),
        (dt.time(6, 30), "06:30"),
        (["a", "b"], "a|b"),
        ({"b", "a"}, "a|b"),
        ([dt.date(2026, 10, 5), dt.date(2026, 10, 6)], "2026-10-05|2026-10-06"),
        ({"bike": 2, "radio": 1}, "bike:2|radio:1"),
        (np.array(["a", "b"]), "a|b"),
        ([], ""),
        (" as it is ", " as it is "),
    ],
    # A set has its elements in another order in every process.
    ids=lambda value: (
        f"set of {sorted(value)}" if isinstance(value, set) else repr(value)
    ),
)
def test_python_values_are_written_as_in_a_file(value, text):
    assert cell_of(value) == text
