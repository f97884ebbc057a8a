"""Missions lost, shared by the goals of mandatory and of other missions."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.missions import Mission, Occurrence
from scheduler.domain.roster import Facts
from scheduler.goals.base import Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import Linear, ModelFacade


def post_missing(model: "ModelFacade", *, mandatory: bool) -> "Linear":
    """Return the points of the occurrences wanted and not held, or held for less."""
    terms = []
    for mission in _missions(model.scenario.missions.values(), mandatory=mandatory):
        held = sum(model.held(o) for o in mission.occurrences)
        if len(mission.occurrences) <= mission.times:
            missing = mission.times - held
        else:
            missing = model.shortage(mission.times, held)
        terms.append(mission.priority * missing)
        terms += [
            (mission.priority - model.scenario.points(o)) * model.held(o)
            for o in mission.occurrences
            if o.fallback
        ]
    return sum(terms)


def score_missing(facts: Facts, *, mandatory: bool) -> Iterator[Loss]:
    """Yield each mission with occurrences wanted and not held, or held for less."""
    for mission in _missions(facts.scenario.missions.values(), mandatory=mandatory):
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
                zone=mission.zone,
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


def _missions(missions: Iterable[Mission], *, mandatory: bool) -> list[Mission]:
    return [m for m in missions if m.mandatory == mandatory]
