"""What was set aside is printed on every output: who decided, and why."""

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from scheduler.domain.authority import Override
from scheduler.domain.people import Sex
from scheduler.export import EXPORTERS
from scheduler.publish import publish
from scheduler.render.edition import Edition
from scheduler.rules import RULES
from tests import builders as b
from tests.derogated import ShortTours, derogation
from tests.export.conftest import edition_of, small_facts, small_week
from tests.export.test_board import page

CREW = Override(
    rule="crew_complete",
    mission="ride",
    municipal_author="PM-CHIEF",
    reason="match <night> & rain",
)
SEAT = Override(
    rule="crew_leader",
    officer="PN-1",
    mission="foot",
    municipal_author="PM-CHIEF",
    national_author="PN-CHIEF",
    reason="exchange of leaders",
)
TOUR = Override(
    rule="consecutive_days",
    officer="PM-1",
    day=b.day(5),
    municipal_author="PM-CHIEF",
    reason="flood",
)
IDLE = Override(
    rule="crew_complete", mission="never", municipal_author="PM-CHIEF", reason="unused"
)


@pytest.fixture
def granted() -> Edition:
    """The small week: a rider missing, a municipal lead, PM-1 on Saturday."""
    agreement = replace(b.AGREEMENT, lead_force="pm", night_clause=True)
    limit = b.setting("consecutive_days", "maximum", 0, valid_from=b.day(5))
    week = small_week(
        agreements={"a": agreement},
        regimes={"municipal": (limit,)},
        overrides=(CREW, SEAT, TOUR, IDLE),
    )
    facts = small_facts(week)
    less = tuple(
        a
        for a in facts.roster.assignments
        if (a.mission, a.officer) != ("ride", "PM-2")
    )
    return edition_of(replace(facts, roster=replace(facts.roster, assignments=less)))


def text(edition: Edition, feed: str) -> dict[str, str]:
    """Return the description of each event of a feed, by title and day."""
    files = {str(p): c for p, c in EXPORTERS["feeds"].render(edition)}
    events: list[Any] = Calendar.from_ical(files[f"feeds/{feed}.ics"]).walk("VEVENT")
    return {
        f"{e['SUMMARY']} {e['DTSTART'].dt:%d}": str(e["DESCRIPTION"]) for e in events
    }


def sheet(edition: Edition, title: str) -> list[list[Any]]:
    ((_, content),) = EXPORTERS["workbook"].render(edition)
    found = load_workbook(io.BytesIO(content))[title]
    return [list(row) for row in found.iter_rows(values_only=True)]


# --- the board ------------------------------------------------------------------------


def test_the_board_lists_who_decided_and_why(granted: Edition) -> None:
    shown = page(granted).text
    assert "Dérogations accordées" in shown
    assert "PM-CHIEF (PM), PN-CHIEF (PN)" in shown
    for reason in ("match <night> & rain", "exchange of leaders", "flood"):
        assert reason in shown
    assert page(granted).open == []


def test_the_board_marks_the_mission(granted: Edition) -> None:
    tags = [a for _tag, a in page(granted).tags if a.get("class") == "note waiver"]
    # Each once in the list of missions and once on the duty sheet of each force.
    assert len(tags) == 2 * 3
    assert "Règle écartée Équipage complet" in page(granted).text


def test_the_board_tells_what_has_no_effect(granted: Edition) -> None:
    assert "sans effet sur ce planning : Équipage complet pour never" in page(
        granted
    ).text.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_a_board_without_exceptions_has_no_such_section(small: Edition) -> None:
    assert "Dérogations" not in page(small).text
    assert 'id="waivers"' not in str(page(small).tags)


# --- the calendars --------------------------------------------------------------------


def test_a_missing_seat_is_told_to_the_whole_crew_and_to_command(
    granted: Edition,
) -> None:
    line = (
        "Règle écartée\N{NO-BREAK SPACE}: Équipage complet — décision de PM-CHIEF "
        "(PM), motif\N{NO-BREAK SPACE}: match <night> & rain"
    )
    for feed in ("officers/PM-1", "officers/PN-1", "forces/pm", "zones/north"):
        told = [d for title, d in text(granted, feed).items() if "VTT" in title]
        assert len(told) == 1
        assert line in told[0]
    assert not any(line in d for d in text(granted, "officers/PM-2").values())


def test_what_concerns_one_officer_is_told_to_that_one_and_to_command(
    granted: Edition,
) -> None:
    for feed, told in (
        ("officers/PN-1", True),
        ("forces/pn", True),
        ("zones/north", True),
        ("officers/PM-2", False),
    ):
        found = [d for d in text(granted, feed).values() if "exchange of" in d]
        assert len(found) == int(told), feed
        assert all("PM-CHIEF (PM), PN-CHIEF (PN)" in d for d in found)


def test_a_day_too_many_is_told_on_its_tour(granted: Edition) -> None:
    told = [
        title for title, d in text(granted, "officers/PM-1").items() if "flood" in d
    ]
    assert [title[-2:] for title in told] == ["10"]
    assert not any("flood" in d for d in text(granted, "officers/PN-1").values())


def test_a_derogation_is_told_on_the_tours_of_its_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(RULES, "daily_work", ShortTours())
    week = small_week(derogations=(derogation("PM-1", 0, 1, "snow"),))
    edition = edition_of(small_facts(week))
    told = [t for t, d in text(edition, "officers/PM-1").items() if "snow" in d]
    assert [title[-2:] for title in told] == ["05"]
    assert "snow" in page(edition).text
    assert any("snow" in str(row) for row in sheet(edition, "Dérogations"))


# --- the workbook ---------------------------------------------------------------------


def test_the_workbook_lists_who_decided_and_why(granted: Edition) -> None:
    head, *rows = sheet(granted, "Dérogations")
    found = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert len(rows) == 3
    day = found["Jours consécutifs"]
    assert (day["Agent"], day["Du"], day["Motif"]) == ("PM-1", "2026-10-10", "flood")
    assert day["Décidé par"] == "PM-CHIEF (PM)"
    assert found["Équipage complet"]["Mission"] == "ride"


def test_the_workbook_certifies_each_officer(granted: Edition) -> None:
    head, *rows = sheet(granted, "Certificat")
    found = {(r[0], r[1]): dict(zip(head, r, strict=True)) for r in rows}
    own = found["PM-2", "Jours consécutifs"]
    assert (own["Valeur"], own["Limite"], own["Marge"]) == (1, 6, 5)
    assert own["Unité de marge"] == "jours"
    assert (own["Article"], own["Classe"]) == ("CHOICE", "choix local")
    crew = found["PM-1", "Équipage complet"]
    assert (crew["Cas examinés"], crew["Cas écartés"]) == (2, 1)
    assert {r[0] for r in rows} >= {"PM-1", "PM-2", "PN-1"}


def test_hours_and_margins_are_hours_and_minutes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(RULES, "daily_work", ShortTours())
    edition = edition_of(small_facts(small_week()))
    ((_, content),) = EXPORTERS["workbook"].render(edition)
    found = load_workbook(io.BytesIO(content))["Certificat"]
    (cells, *_more) = (
        row
        for row in found.iter_rows()
        if (row[0].value, row[1].value) == ("PN-1", "Short tours")
    )
    value, limit, margin = cells[2:5]
    assert value.number_format == limit.number_format == "[h]:mm"
    # 06:30 to 18:38, and 6 h allowed: 6 h 08 too long.
    assert str(value.value) == "12:08:00"
    assert str(limit.value) == "6:00:00"
    assert margin.value == "-6 h 08"


# --- personal data --------------------------------------------------------------------


def test_only_the_owner_reads_what_names_persons(
    granted: Edition, tmp_path: Path
) -> None:
    publish(granted, tmp_path / "out")
    for name in ("roster.xlsx", "board.html", "feeds/officers/PM-1.ics"):
        assert (tmp_path / "out" / name).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "out").stat().st_mode & 0o777 == 0o700


def test_no_output_tells_a_sex_or_the_reason_of_an_absence(granted: Edition) -> None:
    def outputs(sex: Sex | None, reason: str) -> list[bytes]:
        week = granted.scenario
        officers = {o.id: replace(o, sex=sex) for o in week.officers.values()}
        away = replace(b.absence("PM-9", 0, 6), reason=reason)
        week = replace(week, officers=officers, absences=(away,))
        edition = Edition(week, granted.roster, granted.run, granted.language)
        return [
            content
            for name in ("workbook", "board", "feeds")
            for _path, content in EXPORTERS[name].render(edition)
        ]

    first = outputs(Sex.FEMALE, "CMO")
    assert first == outputs(Sex.MALE, "CLD") == outputs(None, "")
