"""Notes: what the checker tells though no rule refuses it."""

import pytest

from scheduler.verify.judge import judge
from scheduler.verify.notes import NOTES, Note, notes
from scheduler.verify.report import verdict_json, verdict_lines
from scheduler.words import use_language
from tests.builders import facts, officer, past_work, scenario, shift
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
