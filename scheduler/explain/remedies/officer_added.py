"""More officers, such as reservists or recruits."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.explain.edits import Edit
from scheduler.goals.minimum_cover import counted
from scheduler.verify.able import able
from scheduler.verify.shortfalls import Shortfall
from scheduler.words import N_

_PLACES = ("qualifications", "weapons", "fixed_tours")
"""What a new officer has like the one taken as a model."""


class OfficerAdded(Remedy):
    """Officers like some who could hold the seats join their force.

    Always possible where anybody could ever hold the mission, and the dearest.
    """

    name = "officer_added"
    price = 8

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield as many officers as seats or heads lack."""
        for lack in lacks:
            for models in _models(ground, lack):
                if len({o.force for o in models}) == 1:
                    yield lack, self._repair(ground, models)

    def _repair(self, ground: Ground, models: list[Officer]) -> Repair:
        force = ground.scenario.forces[models[0].force]
        edits: list[Edit] = []
        for number, officer in enumerate(models, 1):
            new = re.sub(r"[^\w.-]", "", f"{force.id}-R{number}")
            for table in ("officers", *_PLACES):
                edits += ground.desk.copies(table, officer.id, new)
        like = Counter(o.id for o in models)
        return Repair(
            remedy=self.name,
            words=message(
                N_("officers more for {force} this week: {n} (able as {officers})"),
                n=len(models),
                force=force.name,
                officers=", ".join(like),
            ),
            public=message(
                N_("officers more for {force} this week: {n}"),
                n=len(models),
                force=force.name,
            ),
            lack=message(N_("{force}: too few officers then"), force=force.name),
            owner=Owner.FORCE,
            force=force.id,
            price=self.price * len(models),
            edits=tuple(edits),
        )


def _models(ground: Ground, lack: Lack) -> Iterator[list[Officer]]:
    """Yield, for each form of a lack, an officer to copy for each place short."""
    if lack.cover is not None:
        officers = [
            ground.scenario.officers[code]
            for code in counted(ground.scenario, lack.cover)
            if any(
                (t.day, t.shift) == (lack.cover.day, lack.cover.shift)
                for t in ground.scenario.tours[code]
            )
        ]
        if officers:
            yield [officers[0]] * lack.missing
        return
    for form in lack.forms:
        views = list(ground.needs(form))
        for seats in views:
            models = [(_model(ground, seat), short) for seat, short in seats]
            found = [m for model, short in models if model for m in [model] * short]
            if len(found) == sum(short for _model, short in models):
                yield found
        if not views:
            yield from _crew(ground, form)


def _crew(ground: Ground, form: Shortfall) -> Iterator[list[Officer]]:
    """Yield one officer for each position, where no seat lacks anybody by itself."""
    for seat in ground.scenario.seats[form.occurrence]:
        model = _model(ground, seat)
        if model is not None:
            yield [model]


def _model(ground: Ground, seat: Seat) -> Officer | None:
    """Return the first officer who could hold a seat, were nobody absent or busy."""
    codes = {*able(ground.scenario, seat)}
    codes |= {o.id for o in ground.only_by(seat, {"absence"})}
    officers = (o for o in ground.scenario.officers.values() if o.id in codes)
    fit = [o for o in officers if ground.tour_for(o.id, seat.occurrence.span)]
    return min(fit, key=lambda o: not o.free, default=None)
