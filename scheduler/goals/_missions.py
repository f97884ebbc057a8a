"""Missions lost, shared by the goals of mandatory and of other missions."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scheduler.domain.missions import Mission
from scheduler.domain.roster import Facts
from scheduler.goals.base import Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import Linear, ModelFacade


def post_missing(model: "ModelFacade", *, mandatory: bool) -> "Linear":
    """Return the points of the occurrences wanted and not held."""
    terms = []
    for mission in _missions(model.scenario.missions.values(), mandatory=mandatory):
        held = sum(model.held(o) for o in mission.occurrences)
        if len(mission.occurrences) <= mission.times:
            missing = mission.times - held
        else:
            missing = model.shortage(mission.times, held)
        terms.append(mission.priority * missing)
    return sum(terms)


def score_missing(facts: Facts, *, mandatory: bool) -> Iterator[Loss]:
    """Yield each mission with occurrences wanted and not held."""
    for mission in _missions(facts.scenario.missions.values(), mandatory=mandatory):
        missing = mission.times - len(facts.held[mission.id])
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


def _missions(missions: Iterable[Mission], *, mandatory: bool) -> list[Mission]:
    return [m for m in missions if m.mandatory == mandatory]
