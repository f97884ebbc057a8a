"""Points of missions not held, for the goals of mandatory and of other missions.

An ordinary mission loses points for each occurrence wanted and not held, or held by one
force alone. A post loses them for the pieces of its windows that no relay holds.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.missions import Mission, Occurrence, Relay
from scheduler.domain.posts import unheld
from scheduler.domain.roster import Facts
from scheduler.domain.time import Minute, Span
from scheduler.goals.base import Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


def post_missing(model: "ModelFacade", *, mandatory: bool) -> "Linear":
    """Return the points of missions not held, or held by one force alone."""
    return sum(
        _post_times(model, mission)
        if mission.relay is None
        else _post_relays(model, mission, mission.relay)
        for mission in _missions(model.scenario.missions.values(), mandatory=mandatory)
    )


def score_missing(facts: Facts, *, mandatory: bool) -> Iterator[Loss]:
    """Yield each mission held less often than wanted, or by one force alone."""
    for mission in _missions(facts.scenario.missions.values(), mandatory=mandatory):
        if mission.relay is None:
            yield from _score_times(facts, mission)
        else:
            yield from _score_relays(facts, mission)


def _missions(missions: Iterable[Mission], *, mandatory: bool) -> list[Mission]:
    return [m for m in missions if m.mandatory == mandatory]


# --- so many times --------------------------------------------------------------------


def _post_times(model: "ModelFacade", mission: Mission) -> "Linear":
    held = sum(model.held(o) for o in mission.occurrences)
    if len(mission.occurrences) <= mission.times:
        missing = mission.times - held
    else:
        missing = model.shortage(mission.times, held)
    return mission.priority * missing + sum(
        (mission.priority - model.scenario.points(o)) * model.held(o)
        for o in mission.occurrences
        if o.fallback
    )


def _score_times(facts: Facts, mission: Mission) -> Iterator[Loss]:
    held = facts.held[mission.id]
    missing = mission.times - len(held)
    if missing > 0:
        yield Loss(
            points=mission.priority * missing,
            message=N_("{mission}: {missing} of {times} not held"),
            values={
                "mission": mission.id,
                "missing": missing,
                "times": mission.times,
            },
            mission=mission.id,
            zone=mission.zone if len(mission.zones) == 1 else None,
            day=mission.occurrences[0].day if mission.occurrences else None,
            missing=missing,
        )
    yield from (_held_for_less(facts, o) for o in held if o.fallback)


def _held_for_less(facts: Facts, occurrence: Occurrence) -> Loss:
    wanted = facts.scenario.missions[occurrence.mission].priority
    saved = facts.scenario.points(occurrence)
    return Loss(
        points=wanted - saved,
        message=N_(
            "{mission}: held by one force alone, as {kind}: {saved} of {wanted} "
            "points saved"
        ),
        values={
            "mission": occurrence.mission,
            "kind": facts.scenario.kind(occurrence).id,
            "saved": saved,
            "wanted": wanted,
        },
        mission=occurrence.mission,
        zone=occurrence.zone,
        day=occurrence.day,
    )


# --- posts held by relays -------------------------------------------------------------


def _post_relays(model: "ModelFacade", mission: Mission, relay: Relay) -> "Linear":
    """Return the points of the pieces of the windows that are not held throughout.

    A piece is cut wherever a relay may begin or end; each stretch needs a relay.
    """
    lost: list[Linear] = []
    for window in relay.windows:
        holds = {
            o: (s.start, s.end if s.end == window.end else s.end - relay.overlap)
            for o in mission.occurrences
            for s in (o.proper,)
            if window.contains(s)
        }
        changes = {minute for hold in holds.values() for minute in hold}
        for piece in relay.pieces(window):
            # In order of time: a set would give another model in each process.
            stretches = dict.fromkeys(
                frozenset(o for o, (a, b) in holds.items() if a <= first and last <= b)
                for first, last in pairwise(_cut(piece, changes))
            )
            if frozenset() in stretches:
                lost.append(1)
                continue
            flag = model.flag()
            for able in stretches:
                model.add(sum(model.held(o) for o in holds if o in able) + flag >= 1)
            lost.append(flag)
    return mission.priority * sum(lost)


def _cut(piece: Span, changes: Iterable[Minute]) -> list[Minute]:
    inside = {m for m in changes if piece.start < m < piece.end}
    return sorted({piece.start, piece.end, *inside})


def _score_relays(facts: Facts, mission: Mission) -> Iterator[Loss]:
    for found in unheld(mission, facts.held[mission.id]):
        first, last = found.gaps[0], found.gaps[-1]
        yield Loss(
            points=mission.priority * found.pieces,
            message=_ONE_GAP if len(found.gaps) == 1 else _GAPS,
            values={
                "mission": mission.id,
                "gaps": len(found.gaps),
                "minutes": found.minutes,
                "start": first.start,
                "end": last.end,
            },
            mission=mission.id,
            zone=mission.zone if len(mission.zones) == 1 else None,
            day=facts.scenario.clock.date(first.start),
            missing=1,
        )


_ONE_GAP = N_("{mission}: not held from {start:at} to {end:at}")
_GAPS = N_(
    "{mission}: not held {gaps} times between {start:at} and {end:at}, {minutes:hm} in "
    "all"
)
