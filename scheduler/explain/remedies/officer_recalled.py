"""Officers with fixed tours are recalled on a day of rest."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice

from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.scenario import shift_fits
from scheduler.domain.time import HOUR, Span
from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.explain.edits import Edit
from scheduler.verify.able import able
from scheduler.words import N_

_REST = 11 * HOUR
"""Rest on either side below which a recall is not proposed; the rules decide."""


class OfficerRecalled(Remedy):
    """Officers who are off, and have a force's own roster, come for one tour."""

    name = "officer_recalled"
    price = 4

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield the recall of as many as lack."""
        for lack in lacks:
            for form in lack.forms:
                for seats in ground.needs(form):
                    picks = _picks(ground, seats)
                    if picks and len({pick[0].force for pick in picks}) == 1:
                        yield lack, self._repair(ground, picks)

    def _repair(
        self, ground: Ground, picks: list[tuple[Officer, dt.date, str]]
    ) -> Repair:
        force, day = picks[0][0].force, picks[0][1]
        name = ground.scenario.forces[force].name
        return Repair(
            remedy=self.name,
            words=message(
                N_("recall {officers} on {day:day} ({shift})"),
                officers=", ".join(officer.id for officer, _day, _shift in picks),
                day=day.isoformat(),
                shift=ground.scenario.shifts[picks[0][2]].name,
            ),
            lack=message(
                N_("{force}, {day:day}: too few officers then"),
                force=name,
                day=day.isoformat(),
            ),
            owner=Owner.FORCE,
            force=force,
            price=self.price * len(picks),
            edits=tuple(_written(ground, *pick) for pick in picks),
        )


def _picks(
    ground: Ground, seats: Iterable[tuple[Seat, int]]
) -> list[tuple[Officer, dt.date, str]]:
    """Return whom to recall for some seats; nobody if there are too few."""
    picks: dict[str, tuple[Officer, dt.date, str]] = {}
    for seat, short in seats:
        others = (p for p in _off_duty(ground, seat) if p[0].id not in picks)
        found = list(islice(others, short))
        if len(found) < short:
            return []
        picks.update((pick[0].id, pick) for pick in found)
    return list(picks.values())


def _off_duty(ground: Ground, seat: Seat) -> Iterator[tuple[Officer, dt.date, str]]:
    """Yield officers able for a seat who rest then, with the tour to come for."""
    scenario, span = ground.scenario, seat.occurrence.span
    day = seat.occurrence.day
    for code in able(scenario, seat):
        officer = scenario.officers[code]
        if officer.free or any(t.day == day for t in scenario.tours[code]):
            continue
        for shift in scenario.shifts.values():
            if not shift_fits(shift, officer, day):
                continue
            tour = scenario.tour(code, day, shift.id)
            wide = Span(tour.span.start - _REST, tour.span.end + _REST)
            near = (*scenario.tours[code], *scenario.history_of.get(code, ()))
            if tour.slot.contains(span) and not any(
                t.span.overlaps(wide) for t in near
            ):
                yield officer, day, shift.id
                break


def _written(ground: Ground, officer: Officer, day: dt.date, shift: str) -> Edit:
    """Return the row of the recall: in place of a day off that is written."""
    desk = ground.desk
    for place, row in desk.rows("fixed_tours"):
        if (
            row.get("officer") == officer.id
            and desk.value("fixed_tours", row, "date") == day
            and not row.get("shift")
        ):
            return desk.edit("fixed_tours", place, shift=shift)
    return desk.edit("fixed_tours", None, officer=officer.id, date=day, shift=shift)
