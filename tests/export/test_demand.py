"""What is shown of places, attendees, permissions and legal conditions."""

import csv
import io
from dataclasses import replace
from typing import Any

import pytest
from icalendar import Calendar
from openpyxl import load_workbook

from scheduler.domain.places import Commune, Permission, Zone
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.export import EXPORTERS
from scheduler.export._view import shortfalls
from scheduler.render.edition import Edition
from tests import builders as b
from tests.export.conftest import edition_of

TOLD: dict[str, Any] = {
    "conditions_fr": "Sur réquisition écrite",
    "conditions_en": "On a written requisition",
}
HALL = replace(b.SOLO, id="hall", permission=True, **TOLD)
JOINT = replace(b.PAIR, id="joint", **TOLD)


def edition(
    mission: Any,
    crew: dict[str, str],
    *,
    place: int = 0,
    language: str = "fr",
    **changes: Any,
) -> Edition:
    """Return one mission of Monday 10:00 held at one of its places."""
    week = b.scenario(
        **{
            "officers": [b.officer("PM-1"), b.officer("PM-2"), b.officer("PN-1", "pn")],
            "kinds": [b.SOLO, b.PAIR, HALL, JOINT],
            "shifts": [b.shift("jour", "06:30", "14:30")],
            "missions": [mission],
            "tiers": (),
            **changes,
        }
    )
    [occurrence] = [o for o in week.occurrences if o.place == place]
    seats = tuple(
        Assignment(mission.id, occurrence.span.start, p, who, False, place)
        for p, who in crew.items()
    )
    return edition_of(Facts(week, Roster((), seats).sorted()), language)


def files(found: Edition, exporter: str) -> dict[str, bytes]:
    return {str(p): c for p, c in EXPORTERS[exporter].render(found)}


def events(found: Edition, path: str) -> list[Any]:
    return Calendar.from_ical(files(found, "feeds")[path]).walk("VEVENT")


def told(found: Edition, officer: str = "PM-1") -> list[str]:
    """Return the lines of the one event of an officer."""
    [event] = events(found, f"feeds/officers/{officer}.ics")
    return str(event["description"]).splitlines()


def board(found: Edition) -> str:
    return files(found, "board")["board.html"].decode()


def sheet(found: Edition) -> dict[str, Any]:
    [content] = files(found, "workbook").values()
    head, row = load_workbook(io.BytesIO(content))["Missions"].iter_rows(
        values_only=True
    )
    return {str(h): value for h, value in zip(head, row, strict=True)}


# --- one of several places ------------------------------------------------------------

EITHER = b.mission("m", or_zones=["south"])


def at(place: int, **changes: Any) -> Edition:
    return edition(EITHER, {"agent": "PM-1"}, place=place, **changes)


@pytest.mark.parametrize(("place", "zone"), [(0, "North"), (1, "South")])
def test_the_calendar_shows_the_place_that_was_chosen(place: int, zone: str) -> None:
    [event] = events(at(place), "feeds/officers/PM-1.ics")
    assert str(event["location"]).startswith(zone)
    assert str(event["summary"]).startswith(f"{zone} · ")


def test_only_the_feed_of_the_place_that_was_chosen_has_it() -> None:
    for place, here, there in ((0, "north", "south"), (1, "south", "north")):
        found = at(place)
        assert len(events(found, f"feeds/zones/{here}.ics")) == 1
        assert events(found, f"feeds/zones/{there}.ics") == []


@pytest.mark.parametrize("path", ["officers/PM-1", "forces/pm"])
def test_a_mission_that_changes_its_place_keeps_its_uid(path: str) -> None:
    one, other = (events(at(p), f"feeds/{path}.ics")[0]["uid"] for p in (0, 1))
    assert one == other


def test_the_board_and_the_workbook_show_the_place_that_was_chosen() -> None:
    assert sheet(at(1))["Lieu"].startswith("South")
    assert "North" not in board(at(1)).split('id="missions"')[1].split("</section>")[0]


def test_a_mission_not_held_is_titled_with_all_its_places() -> None:
    found = edition(EITHER, {})
    (lack,) = shortfalls(found).missions
    assert lack.title.endswith("North or South")
    assert [s.start for s in lack.when] == [600]
    assert lack.reason.startswith("North ou South")
    assert "North ou South" in board(found)


def test_the_mayor_of_the_place_that_was_chosen_is_told() -> None:
    changes: dict[str, Any] = {
        "communes": {c: Commune(id=c, name=c) for c in "cd"},
        "zones": {
            "north": Zone(id="north", name="North", commune="c"),
            "south": Zone(id="south", name="South", commune="d"),
        },
    }
    joint = b.mission("m", b.PAIR, or_zones=["south"])
    for place, mayor, other in ((0, "c", "d"), (1, "d", "c")):
        crew = {"chief": "PN-1", "agent": "PM-1"}
        found = edition(joint, crew, place=place, **changes)
        notices = files(found, "notices")
        rows = {
            code: list(
                csv.DictReader(
                    io.StringIO(
                        notices[f"notices/mayor-{code}.csv"].decode("utf-8-sig")
                    )
                )
            )
            for code in "cd"
        }
        assert [r["commune"] for r in rows[mayor]] == [mayor]
        assert rows[other] == []


# --- attendees ------------------------------------------------------------------------

NAMED = b.mission("m", JOINT, attendees={"agent": ("PM-1", "PM-2"), "chief": ("PN-1",)})


def meeting(who: str, **changes: Any) -> Edition:
    return edition(NAMED, {"chief": "PN-1", "agent": who}, **changes)


def test_an_alternate_reads_that_he_is_one() -> None:
    lines = told(meeting("PM-2"), "PM-2")
    assert "Poste\u00a0: agent (suppléant)" in lines
    assert "Équipage\u00a0: PN-1, PM-2 (suppléant)" in lines


def test_who_was_asked_first_reads_nothing_of_it() -> None:
    assert not [line for line in told(meeting("PM-1")) if "suppléant" in line]


def test_in_english_too() -> None:
    lines = told(meeting("PM-2", language="en"), "PM-2")
    assert "Position: officer (alternate)" in lines
    assert "Crew: PN-1, PM-2 (alternate)" in lines


def test_the_board_and_the_workbook_show_the_alternate() -> None:
    assert "PM-2 (suppléant)" in board(meeting("PM-2"))
    assert sheet(meeting("PM-2"))["Équipage"] == "PN-1, PM-2 (suppléant)"
    assert "suppléant" not in board(meeting("PM-1"))


# --- permissions and conditions -------------------------------------------------------

ROUND = b.mission("m", HALL)
PAPER = Permission(zone="north", reference="Bailleur 63, accord n° 12")


def hall(*permissions: Permission, **changes: Any) -> Edition:
    return edition(ROUND, {"agent": "PM-1"}, permissions=permissions, **changes)


def test_the_paper_of_the_owner_is_named() -> None:
    line = "Autorisation du propriétaire\u00a0: Bailleur 63, accord n° 12"
    assert line in told(hall(PAPER))
    assert line in board(hall(PAPER))
    assert (
        sheet(hall(PAPER))["Autorisation du propriétaire"]
        == "Bailleur 63, accord n° 12"
    )


def test_a_paper_without_reference_is_told_to_be_granted() -> None:
    lines = told(hall(replace(PAPER, reference="")))
    assert "Autorisation du propriétaire\u00a0: accordée" in lines


def test_only_papers_in_force_for_this_place_and_kind_are_named() -> None:
    others = (
        replace(PAPER, zone="south", reference="A"),
        replace(PAPER, kinds=frozenset({"pair"}), reference="B"),
        b.redated(PAPER, valid_to=b.day(-1), reference="C"),
        b.redated(PAPER, valid_from=b.day(1), reference="D"),
    )
    line = "Autorisation du propriétaire\u00a0: Bailleur 63, accord n° 12"
    assert line in told(hall(*others, PAPER))


def test_kinds_that_need_no_permission_name_none() -> None:
    found = edition(
        b.mission("m"), {"agent": "PM-1"}, permissions=(PAPER,), language="fr"
    )
    assert not [line for line in told(found) if "propriétaire" in line]


def test_the_crew_is_told_the_legal_conditions() -> None:
    assert "Conditions légales\u00a0: Sur réquisition écrite" in told(hall(PAPER))
    english = told(hall(PAPER, language="en"))
    assert "Legal conditions: On a written requisition" in english
    assert "Conditions légales\u00a0: Sur réquisition écrite" in board(hall(PAPER))
    assert sheet(hall(PAPER))["Conditions légales"] == "Sur réquisition écrite"


def test_the_mayor_reads_the_conditions_of_joint_missions() -> None:
    notices = files(meeting("PM-1"), "notices")
    assert "Sur réquisition écrite" in notices["notices/mayor-c.html"].decode()
    assert "Sur réquisition écrite" in notices["notices/mayor-c.csv"].decode("utf-8")
    plain = edition(b.mission("m", b.PAIR), {"chief": "PN-1", "agent": "PM-1"})
    page = files(plain, "notices")["notices/mayor-c.html"].decode()
    assert "Conditions légales" not in page
