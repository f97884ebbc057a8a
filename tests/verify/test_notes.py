"""Notes: what the checker tells though no rule refuses it."""

from dataclasses import replace

import pytest

from scheduler.domain.people import Pairing, Together
from scheduler.domain.roster import Facts
from scheduler.verify.judge import judge
from scheduler.verify.notes import NOTES, Note, notes
from scheduler.verify.reasons import reason
from scheduler.verify.report import verdict_json, verdict_lines
from scheduler.verify.shortfalls import shortfalls
from scheduler.words import use_language
from tests.builders import (
    PAIR,
    SOLO,
    facts,
    mission,
    officer,
    past_work,
    position,
    scenario,
    shift,
)
from tests.freezing import frozen
from tests.judge import read

ARTICLE = "arrêté du 5 septembre 2019 art. 10"


def two_nights(**flags):
    """Two night tours of a fixed national officer, as the cycle has them."""
    person = officer(
        "N-1",
        "pn",
        free=False,
        cycle="c",
        cycle_start=scenario().clock.start,
        **flags,
    )
    week = scenario(
        officers=[person],
        shifts=[shift("s", "20:00", "06:00", "pn")],
        cycles={"c": ("s", None, "s", None, None, None, None)},
    )
    return facts(week, tours=[("N-1", 0, "s"), ("N-1", 2, "s")])


def test_an_officer_who_works_nights_and_is_not_recorded_so_is_told():
    found = two_nights()
    [note] = notes(found)
    assert note.values["officer"] == "N-1"
    assert note.values["tours"] == 2
    assert note.source == ARTICLE
    english, french = read(note.message, note.values, found.scenario)
    assert english == (
        "N-1 has 2 night tours in the week of Mon 05/10 and is not recorded as a night "
        "worker"
    )
    assert "N-1" in french
    assert french != english


def test_a_recorded_night_worker_is_not():
    assert list(notes(two_nights(night_worker=True))) == []


def test_the_nights_of_a_year_are_told_in_hours():
    week = scenario(
        officers=[officer("N-1", "pn")],
        past_work=(past_work("N-1", -90, -1, 24_000, night_work=16_230),),
    )
    [note] = notes(facts(week))
    english, french = read(note.message, note.values, week)
    assert english == (
        "N-1 has 270 h 30 of work at night in 2026 and is not recorded as a night "
        "worker"
    )
    assert french != english


def test_a_note_is_no_finding():
    found = two_nights()
    verdict = judge(found.scenario, found.roster)
    assert len(verdict.notes) == 1
    assert verdict.breaches == ()


@pytest.mark.parametrize(("lang", "begins"), [("en", "Note: "), ("fr", "À noter")])
def test_notes_are_printed_and_written(lang, begins):
    found = two_nights()
    verdict = judge(found.scenario, found.roster)
    with use_language(lang):
        lines = [
            line
            for line in verdict_lines(found.scenario, verdict)
            if line.startswith(begins)
        ]
        assert len(lines) == 1
        assert "N-1" in lines[0]
        assert ARTICLE in lines[0]
        [written] = verdict_json(found.scenario, verdict)["notes"]
    assert written["source"] == ARTICLE
    assert written["words"] in lines[0]


def test_every_function_gives_notes(monkeypatch):
    extra = Note("{officer}", {"officer": "N-2"}, "somewhere")
    monkeypatch.setattr(
        "scheduler.verify.notes.NOTES", (*NOTES, lambda _facts: iter([extra]))
    )
    assert [n.values["officer"] for n in notes(two_nights())] == ["N-1", "N-2"]


DUO = replace(SOLO, id="duo", positions=(position("agent", count=2),))


def paired(together, kind, *, other="pm", at="10:00"):
    """An officer on the day tour, and another of whom something is asked with that."""
    week = scenario(
        officers=[officer("a"), officer("b", other)],
        shifts=[shift("day", "08:00", "16:00"), shift("late", "12:00", "20:00", "pn")],
        kinds=[kind],
        missions=[mission("m", kind, at=[(0, at)])],
        pairings=(Pairing(officer="a", other="b", together=Together(together)),),
    )
    return [n.values for n in notes(facts(week))]


@pytest.mark.parametrize("together", ["must", "prefer"])
def test_a_pair_that_no_crew_has_room_for_is_told(together):
    assert paired(together, SOLO) == [{"officer": "a", "other": "b"}]
    assert paired(together, DUO) == []


@pytest.mark.parametrize("together", ["never", "avoid"])
def test_a_pair_that_should_be_apart_and_is_needs_no_note(together):
    assert paired(together, SOLO) == []


@pytest.mark.parametrize(("at", "told"), [("11:59", 1), ("12:00", 0), ("15:01", 1)])
def test_a_pair_without_a_tour_in_common_is_told(at, told):
    """The mission takes an hour; b works from 12:00, a until 16:00."""
    assert len(paired("must", PAIR, other="pn", at=at)) == told


def test_the_note_on_a_pair_is_in_both_languages():
    week = scenario(
        officers=[officer("a"), officer("b")],
        pairings=(Pairing(officer="a", other="b", together=Together.MUST),),
    )
    [note] = notes(facts(week))
    english, french = read(note.message, note.values, week)
    assert english.startswith("a and b should be in one crew")
    assert french.startswith("a et b devraient")


# --- what starts before a freeze ------------------------------------------------------


def test_a_mission_that_starts_before_the_freeze_without_a_crew_is_noted():
    known = facts(
        scenario(
            officers=[officer("o")],
            shifts=[shift("s", "08:00", "16:00")],
            missions=[mission("m"), mission("n", at=[(0, "12:00")])],
        ),
        tours=[("o", 0, "s")],
        crews=[("n", "agent", "o")],
    )
    assert list(notes(Facts(frozen(known, 600), known.roster))) == []
    found = Facts(frozen(known, 12 * 60 + 1), known.roster)
    [note] = notes(found)
    english, french = read(note.message, note.values, found.scenario)
    assert english.startswith("missions that start before the freeze")
    assert english.endswith("does not hold: 1 (m)")
    assert "avant le gel" in french


def test_a_freeze_changes_no_reason_of_what_was_not_held_before():
    week = scenario(
        officers=[officer("o"), officer("n", "pn")],
        shifts=[shift("s", "08:00", "16:00")],
        missions=[mission("m", PAIR), mission("x", at=[(0, "20:00")])],
    )
    known = facts(week, tours=[("o", 0, "s")])
    late = Facts(frozen(known, 24 * 60), known.roster)
    assert [reason(week, s) for s in shortfalls(known)] == [
        reason(late.scenario, s) for s in shortfalls(late)
    ]
