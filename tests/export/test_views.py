"""Views of the calendars: who reads what, and whose missions are in which."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from scheduler.calendars.content import Content, Entry, Owner, View
from scheduler.domain.missions import Cover, Field
from scheduler.export.feeds import contents
from scheduler.render.edition import Edition
from tests import builders as b
from tests.export.conftest import edition_of, resting_facts, small_facts, small_week
from tests.export.test_waivers import granted  # noqa: F401 (a fixture)

SHARED = (Owner.FORCE, Owner.ZONE, Owner.TEAM, Owner.EVENT)


def week(**changes: Any) -> Any:
    """Return the small week with units, an event, a channel and a field."""
    found = small_week(**changes)
    officers = {
        code: replace(o, unit={"PM-1": "bike", "PM-2": "bike"}.get(code, ""))
        for code, o in found.officers.items()
    }
    ride = replace(found.missions["ride"], event="cup", equipage="Alpha")
    bike = replace(found.kinds["bike"], field="vtt")
    return replace(
        found,
        officers=officers,
        missions={**found.missions, "ride": ride},
        kinds={**found.kinds, "bike": bike},
        zones={
            **found.zones,
            "north": replace(found.zones["north"], radio="Canal 3"),
        },
        fields={
            "vtt": Field(id="vtt", name_fr="Vélo", name_en="Bikes", source="art. 16")
        },
    )


def told(
    edition: Edition, owner: Owner, code: str, view: View, **more: Any
) -> tuple[Entry, ...]:
    (found,) = (
        c
        for c in contents(edition, **more)
        if (c.owner, c.code, c.view) == (owner, code, view)
    )
    return found.entries


def titles(entries: tuple[Entry, ...]) -> list[str]:
    return [e.summary for e in entries]


def text(entries: tuple[Entry, ...]) -> str:
    joined = "\n".join(line for e in entries for line in (e.summary, *e.lines))
    return joined.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def edition() -> Edition:
    return edition_of(resting_facts(week()))


def test_each_subject_has_a_calendar_of_each_view(edition: Edition) -> None:
    found = {(c.owner, c.code, c.view) for c in contents(edition)}
    scenario = edition.scenario
    codes = {
        Owner.FORCE: scenario.forces,
        Owner.ZONE: scenario.zones,
        Owner.TEAM: ["pm+bike"],
        Owner.EVENT: ["cup"],
    }
    assert found == {
        *((Owner.OFFICER, o, View.OWN) for o in scenario.officers),
        *(
            (owner, code, view)
            for owner in SHARED
            for code in codes[owner]
            for view in (View.COMMAND, View.PARTNER, View.CONTROL_ROOM)
        ),
    }


def test_content_speaks_the_language_of_the_edition(edition: Edition) -> None:
    for language, word in (("fr", "Service"), ("en", "Duties")):
        first: Content = next(contents(replace(edition, language=language)))
        assert first.language == language
        assert first.title.startswith(word)


def test_no_two_calendars_have_one_name(edition: Edition) -> None:
    names = [c.title for c in contents(edition)]
    assert len(names) == len(set(names))


def test_a_draft_is_tentative_throughout(edition: Edition) -> None:
    for draft in (True, False):
        found = [e for c in contents(edition, tentative=draft) for e in c.entries]
        assert {e.tentative for e in found} == {draft}


def test_only_the_officer_s_own_time_is_busy_and_private(edition: Edition) -> None:
    for content in contents(edition):
        own = content.view is View.OWN
        for entry in content.entries:
            assert entry.private is own
            assert entry.busy is (own and entry.group.startswith("mission/"))


def test_groups_tell_the_tour_s_day_and_the_first_day_of_the_horizon(
    edition: Edition,
) -> None:
    groups = {e.group for e in told(edition, Owner.OFFICER, "PM-1", View.OWN)}
    assert groups == {
        "tour/2026-10-05",
        "tour/2026-10-10",
        "mission/2026-10-05/ride",
        "mission/2026-10-05/late",
    }


# --- what stands in an entry ----------------------------------------------------------


def test_an_entry_tells_channel_field_and_clause(edition: Edition) -> None:
    for owner, code, view in (
        (Owner.OFFICER, "PM-1", View.OWN),
        (Owner.FORCE, "pm", View.COMMAND),
        (Owner.FORCE, "pm", View.PARTNER),
    ):
        found = text(told(edition, owner, code, view))
        assert "Radio : Canal 3" in found
        assert "Domaine de coopération : Vélo (art. 16)" in found


def test_the_channel_of_a_mission_replaces_that_of_its_zone() -> None:
    base = week()
    ride = replace(base.missions["ride"], radio="Canal 9")
    found = edition_of(
        small_facts(replace(base, missions={**base.missions, "ride": ride}))
    )
    (own,) = (
        e
        for e in told(found, Owner.OFFICER, "PM-1", View.OWN)
        if e.group.endswith("/ride")
    )
    assert "Canal 9" in text((own,))
    assert "Canal 3" not in text((own,))


def test_without_a_channel_nothing_is_said_of_radio() -> None:
    for content in contents(edition_of(small_facts(small_week()))):
        assert "Radio" not in text(content.entries)


# --- views ----------------------------------------------------------------------------


def test_the_other_force_reads_joint_missions_alone(edition: Edition) -> None:
    found = told(edition, Owner.FORCE, "pm", View.PARTNER)
    assert all(e.group.startswith("mission/") for e in found)
    assert "ride" in {e.group.split("/")[-1] for e in found}
    crews = [line for line in text(found).splitlines() if line.startswith("Équipage")]
    assert crews
    assert all("PM-" in c and "PN-" in c for c in crews)


def test_a_mission_of_one_force_is_not_for_the_other() -> None:
    base = week()
    on = base.clock
    alone = b.mission("alone", b.SOLO, at=[(0, "13:00")], on=on)
    found = replace(base, missions={**base.missions, "alone": alone})
    facts = small_facts(found)
    more = b.facts(found, tours=[], crews=[("alone", "agent", "PM-2")])
    roster = replace(
        facts.roster,
        assignments=(*facts.roster.assignments, *more.roster.assignments),
    ).sorted()
    edition = edition_of(replace(facts, roster=roster))
    for view, there in ((View.COMMAND, True), (View.PARTNER, False)):
        groups = {e.group for e in told(edition, Owner.FORCE, "pm", view)}
        assert ("mission/2026-10-05/alone" in groups) is there


def test_neither_note_nor_exception_leaves_the_command(
    granted: Edition,  # noqa: F811
) -> None:
    for content in contents(granted):
        found = text(content.entries)
        inside = content.view in (View.OWN, View.COMMAND)
        if not inside:
            assert "à vélo" not in found
            assert "Règle écartée" not in found
            assert "rain" not in found
    command = text(told(granted, Owner.FORCE, "pm", View.COMMAND))
    assert "à vélo" in command
    assert "match <night> & rain" in command


def test_the_control_room_reads_how_to_reach_the_crew(edition: Edition) -> None:
    (ride,) = told(edition, Owner.EVENT, "cup", View.CONTROL_ROOM)
    assert text((ride,)).splitlines() == [
        "North · VTT mixte (PN-1 + 2)",
        "Patrouille VTT mixte PM/PN – North",
        "Mission : 10h00–11h30",
        "Chef de patrouille (PN) : PN-1",
        "Équipage : PN-1, PM-1, PM-2",
        "Indicatif Alpha",
        "Radio : Canal 3",
        "Matériel : 3 × VTT",
    ]


# --- the command's calendars ----------------------------------------------------------


def shifts(edition: Edition, owner: Owner, code: str) -> dict[str, Entry]:
    return {
        e.group: e
        for e in told(edition, owner, code, View.COMMAND)
        if e.group.startswith("shift/")
    }


def test_the_command_sees_who_is_on_duty_on_each_shift(edition: Edition) -> None:
    found = shifts(edition, Owner.FORCE, "pm")
    assert found.keys() == {"shift/2026-10-05/jour", "shift/2026-10-10/nuit"}
    day = found["shift/2026-10-05/jour"]
    assert day.summary == "jour · 2 en service"
    assert "En service : PM-1, PM-2" in text((day,))
    assert day.start == dt.datetime(2026, 10, 5, 4, 30, tzinfo=dt.UTC)


def test_the_command_sees_what_a_shift_lacks() -> None:
    cover = tuple(
        Cover(force="pm", shift="jour", day=b.day(day), minimum=4) for day in (0, 1)
    )
    found = shifts(edition_of(small_facts(week(cover=cover))), Owner.FORCE, "pm")
    monday, tuesday = (found[f"shift/2026-10-0{d}/jour"] for d in (5, 6))
    assert monday.summary == "jour · 2 en service, manque 2"
    assert "PM · jour : manque 2 sur 4" in text((monday,))
    # Nobody works on Tuesday: the shift is shown at its own hours.
    assert tuesday.summary == "jour · 0 en service, manque 4"
    assert tuesday.start == dt.datetime(2026, 10, 6, 4, 30, tzinfo=dt.UTC)


def test_a_unit_has_its_own_tours_and_missions(edition: Edition) -> None:
    found = shifts(edition, Owner.TEAM, "pm+bike")
    assert text(tuple(found.values())).count("PM-1") == 2
    missions = told(edition, Owner.TEAM, "pm+bike", View.CONTROL_ROOM)
    assert {e.group.split("/")[-1] for e in missions} == {"foot", "ride", "late"}


def test_an_event_has_its_missions_alone(edition: Edition) -> None:
    for view in (View.COMMAND, View.PARTNER, View.CONTROL_ROOM):
        found = told(edition, Owner.EVENT, "cup", view)
        assert [e.group for e in found] == ["mission/2026-10-05/ride"]


def test_a_mission_that_nobody_holds_is_shown_to_command_alone() -> None:
    base = week()
    edition = edition_of(small_facts(base))
    roster = replace(
        edition.roster,
        assignments=tuple(a for a in edition.roster.assignments if a.mission != "ride"),
    )
    without = replace(edition, roster=roster)
    for owner, code in (
        (Owner.FORCE, "pm"),
        (Owner.FORCE, "pn"),
        (Owner.ZONE, "north"),
        (Owner.EVENT, "cup"),
    ):
        (found,) = (
            e
            for e in told(without, owner, code, View.COMMAND)
            if e.group == "mission/2026-10-05/ride"
        )
        assert found.summary.startswith("NON TENUE\N{NO-BREAK SPACE}: ")
        for view in (View.PARTNER, View.CONTROL_ROOM):
            groups = {e.group for e in told(without, owner, code, view)}
            assert "mission/2026-10-05/ride" not in groups
    # The same entry once it is held, so that its calendar shows a change.
    held = told(edition, Owner.EVENT, "cup", View.COMMAND)
    assert [e.group for e in held] == ["mission/2026-10-05/ride"]
