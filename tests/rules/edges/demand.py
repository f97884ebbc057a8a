"""Limits on what is asked of a mission: its spacing, the owner's permission."""

from dataclasses import replace

from scheduler.domain.missions import PastMission
from scheduler.domain.places import Permission
from scheduler.domain.roster import Assignment, Facts, Roster
from scheduler.domain.time import Minute, Span
from scheduler.domain.validity import Validity
from tests import builders as b
from tests.rules.edges import Place, Stage, case

HOUR = 60


def _spread(place: Place, spacing: int, *starts: Minute, past: Minute | None = None):
    """Return one mission held at some instants, with a spacing."""
    clock = place.clock
    at = []
    for start in starts:
        local = clock.local(start)
        assert clock.minute(local.date(), local.time()) == start, "twice that hour"
        at.append(((local.date() - place.start).days, f"{local:%H:%M}"))
    mission = b.mission("m", at=at, times=len(at), on=clock, spacing=spacing)
    before = () if past is None else (_past(place, past),)
    week = b.scenario(
        on=clock,
        officers=[b.officer("o")],
        missions=[mission],
        past_missions=before,
    )
    seats = tuple(Assignment("m", start, "agent", "o") for start in starts)
    return Facts(week, Roster((), seats).sorted())


def _past(place: Place, start: Minute) -> PastMission:
    return PastMission(
        mission="m",
        kind="solo",
        zone="north",
        day=place.clock.date(start),
        span=Span(start, start + HOUR),
    )


@case("mission_spacing", at_least=True)
def from_one_start_to_the_next_across_midnight(place: Place, delta: int):
    first = place.pivot - 4 * HOUR
    return _spread(place, 10 * HOUR, first, first + 10 * HOUR + delta)


@case("mission_spacing", at_least=True)
def from_the_last_one_before_the_horizon(place: Place, delta: int):
    start = place.pivot + 6 * HOUR
    return _spread(place, start + 90, start + delta, past=-90)


@case("owner_permission", over=False)
def a_permission_ends_at_midnight(place: Place, delta: int):
    # In force on the day before; the round may reach 24:00 and not a minute more.
    stage = Stage(place)
    hall = replace(b.SOLO, id="hall", permission=True)
    stage.mission(place.pivot - HOUR, HOUR + delta, hall, by=[("agent", "o")])
    last = place.clock.dates[place.midnight - 1]
    stage.changes |= {
        "kinds": (b.SOLO, hall),
        "permissions": (Permission(zone="north", validity=Validity(last=last)),),
    }
    return stage.facts()


@case("owner_permission", at_least=True, over=False)
def a_permission_begins_at_midnight(place: Place, delta: int):
    stage = Stage(place)
    hall = replace(b.SOLO, id="hall", permission=True)
    stage.mission(place.pivot + delta, HOUR, hall, by=[("agent", "o")])
    first = place.clock.dates[place.midnight]
    stage.changes |= {
        "kinds": (b.SOLO, hall),
        "permissions": (Permission(zone="north", validity=Validity(first)),),
    }
    return stage.facts()
