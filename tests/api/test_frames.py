"""Frames of a result: columns, types and units as documented, sums that agree."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import scheduler as ps
from scheduler.render.frames import FIELDS
from scheduler.render.rows import LOCAL
from tests.solved import QUICKSTART

NAMES = tuple(FIELDS)


def dtypes(week: ps.Week, name: str) -> dict[str, str]:
    zone = week.scenario.clock.timezone
    local = f"datetime64[s, {zone}]"
    return {f.name: local if f.dtype == LOCAL else f.dtype for f in FIELDS[name]}


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_of_the_types_documented(week, result, name):
    found = getattr(result.frames, name).dtypes
    assert {k: str(v) for k, v in found.items()} == dtypes(week, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_frame_without_rows_has_the_same_columns(week, name):
    empty = ps.Builder.from_scenario(QUICKSTART)
    for table in ("absences", "cover", "history", "missions", "officers", "requests"):
        empty.replace(table, [])
    empty.replace("fixed_tours", []).replace("qualifications", [])
    frame = getattr(ps.Result(empty.build(), ps.Roster((), ())).frames, name)
    assert len(frame) == 0
    assert {k: str(v) for k, v in frame.dtypes.items()} == dtypes(week, name)


def test_there_is_a_row_for_every_tour(result):
    assert len(result.frames.tours) == len(result.roster.tours)


def test_tours_tell_their_breaks_if_the_roster_does(week, result):
    assert result.frames.tours["breaks"].sum() > 0
    silent = replace(result.roster, breaks=None)
    assert ps.Result(week, silent).frames.tours["breaks"].isna().all()


def test_there_is_a_row_for_every_seat(result):
    frame = result.frames.assignments
    seats = set(zip(frame["mission"], frame["position"], frame["officer"], strict=True))
    assert seats == {
        (a.mission, a.position, a.officer) for a in result.roster.assignments
    }


def test_minutes_are_those_between_start_and_end(result):
    frame = result.frames.assignments
    minutes = (frame["end"] - frame["start"]) / pd.Timedelta(minutes=1)
    assert (minutes == frame["minutes"]).all()


def test_work_of_the_loads_is_that_of_the_tours(result):
    by_tour = result.frames.tours.groupby("officer")["work"].sum()
    by_load = result.frames.loads.set_index("officer")["work"]
    assert by_load[by_load > 0].sort_index().to_dict() == by_tour.to_dict()


def test_costs_of_a_tier_add_up_to_its_value(result):
    costs = result.frames.costs.groupby("tier")["cost"].sum()
    for tier in result.run.tiers:
        assert costs.get(tier.name, 0) == tier.value


def test_shortfalls_tell_what_is_missing_and_why(result):
    frame = result.frames.shortfalls.set_index("what")
    assert frame.loc["mission", "mission"] == "foot-station-monday"
    assert "crew leader" in frame.loc["mission", "reason"]
    assert frame.loc["cover", "shift"] == "evening"
    assert list(frame["missing"]) == [1, 1]


def test_reasons_are_in_the_language_of_the_week(week, result):
    french = ps.Week(replace(week.scenario, language="fr"))
    frame = ps.Result(french, result.roster, result.run).frames.shortfalls
    assert "chef de patrouille" in frame["reason"][0]


def test_an_hour_that_comes_twice_is_not_mistaken():
    builder = (
        ps.Builder(title="Clock", start="2026-10-24", days=2, language="en")
        .add("communes", commune="99001", name="Town")
        .add("zones", zone="centre", name="Town centre", commune="99001")
        .add("forces", force="pm", name="PM", kind="municipal", communes="99001")
        .add("officers", officer="PM-1", force="pm", contract_hours=35, tours="free")
        .add("shifts", shift="N", name="Night", force="pm", start="22:00", end="06:00")
        .add("missions", [])
    )
    week = builder.build()
    tour = week.scenario.tours["PM-1"][0]
    frame = ps.Result(week, ps.Roster((tour,), ())).frames.tours
    assert (frame["end"] - frame["start"])[0] == pd.Timedelta(hours=9)
    assert frame["end"][0].isoformat() == "2026-10-25T06:00:00+01:00"


def test_frames_tell_their_names(result):
    assert repr(result.frames) == f"<Frames: {', '.join(NAMES)}>"
