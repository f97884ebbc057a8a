"""Minimum cover of shifts."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.missions import Cover
from scheduler.domain.people import Status
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class MinimumCover(Goal):
    """Sum over cover rows of weight times heads missing on the shift.

    Wardens (*ASVP*) do not count: they are not police officers.
    """

    name = "minimum_cover"
    title = N_("Minimum cover")
    words = N_("Officers missing from the required cover of shifts, weighted.")
    source = "CHOICE; cover of the scenario"
    unit = Unit.POINTS

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the points lost."""
        terms = []
        for cover in model.scenario.cover:
            present = sum(
                model.works(t)
                for officer in counted(model.scenario, cover)
                for t in model.tours(officer)
                if (t.day, t.shift) == (cover.day, cover.shift)
            )
            terms.append(cover.weight * model.shortage(cover.minimum, present))
        return sum(terms)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield the shifts that are short."""
        for cover, missing in gaps(facts):
            yield Loss(
                points=cover.weight * missing,
                message=_ANY if cover.qualification is None else _HOLDERS,
                values={
                    "group": " ".join(
                        filter(
                            None,
                            (facts.scenario.forces[cover.force].name, cover.unit),
                        )
                    ),
                    "unit": cover.unit or "",
                    "shift": cover.shift,
                    "day": cover.day.isoformat(),
                    "present": cover.minimum - missing,
                    "minimum": cover.minimum,
                    "qualification": cover.qualification or "",
                },
                day=cover.day,
                missing=missing,
            )


_ANY = N_("{group}, {shift} on {day:day}: {present} of {minimum} officers")
_HOLDERS = N_(
    "{group}, {shift} on {day:day}: {present} of {minimum} officers with "
    "{qualification}"
)


def gaps(facts: Facts) -> Iterator[tuple[Cover, int]]:
    """Yield the shifts that are short, with the heads missing."""
    for cover in facts.scenario.cover:
        present = sum(
            (t.day, t.shift) == (cover.day, cover.shift)
            for officer in counted(facts.scenario, cover)
            for t in facts.tours_of[officer]
        )
        if present < cover.minimum:
            yield cover, cover.minimum - present


def counted(scenario: Scenario, cover: Cover) -> list[str]:
    """Return the officers whom a cover row counts, whatever they work."""
    return [
        o.id
        for o in scenario.officers.values()
        if o.force == cover.force
        and o.status is not Status.WARDEN
        and cover.unit in (None, o.unit)
        and (cover.qualification is None or o.holds(cover.qualification, [cover.day]))
    ]
