"""Officers get, or renew, a qualification."""

from collections.abc import Iterable, Iterator
from functools import partial

from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.explain.edits import Edit
from scheduler.verify.reasons import qualification_name
from scheduler.words import N_


class QualificationGiven(Remedy):
    """Officers who could hold a seat but for a qualification are trained for it."""

    name = "qualification_given"
    price = 5

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield as many officers as lack: those who are free then, the first."""
        for lack in lacks:
            for form in lack.forms:
                for seat, short in ground.short_seats(form):
                    near = [
                        o
                        for o in ground.only_by(seat, {"qualification_valid"})
                        if ground.tour_for(o.id, seat.occurrence.span) is not None
                    ]
                    near.sort(key=partial(_order, ground, seat))
                    picks = near[:short]
                    if len(picks) == short and len({o.force for o in picks}) == 1:
                        yield lack, self._repair(ground, seat, picks)

    def _repair(self, ground: Ground, seat: Seat, picks: list[Officer]) -> Repair:
        codes = dict.fromkeys(c for o in picks for c in _missing(ground, o, seat))
        names = ", ".join(map(qualification_name, codes))
        force = picks[0].force
        return Repair(
            remedy=self.name,
            words=message(
                N_("train {officers}, or renew what they hold: {qualifications}"),
                officers=", ".join(o.id for o in picks),
                qualifications=names,
            ),
            public=message(
                N_("train in {force}, or renew: {qualifications} (officers: {n})"),
                force=ground.scenario.forces[force].name,
                qualifications=names,
                n=len(picks),
            ),
            lack=message(
                N_("{force}: too few officers with {qualifications}"),
                force=ground.scenario.forces[force].name,
                qualifications=names,
            ),
            owner=Owner.FORCE,
            force=force,
            price=self.price * len(picks),
            edits=tuple(_written(ground, o.id, c) for o in picks for c in codes),
        )


def _order(ground: Ground, seat: Seat, officer: Officer) -> tuple[bool, int, str]:
    """Who is free then comes first, then who lacks least."""
    busy = not ground.free(officer.id, seat.occurrence)
    return busy, len(_missing(ground, officer, seat)), officer.id


def _missing(ground: Ground, officer: Officer, seat: Seat) -> list[str]:
    days = ground.scenario.days(seat.occurrence)
    codes = seat.position.qualifications
    return [code for code in codes if not officer.holds(code, days)]


def _written(ground: Ground, officer: str, code: str) -> Edit:
    """Return the new row, or the one that has lapsed without its last day."""
    for place, row in ground.desk.rows("qualifications"):
        if (row.get("officer"), row.get("qualification")) == (officer, code):
            return ground.desk.edit("qualifications", place, valid_to="")
    return ground.desk.edit("qualifications", None, officer=officer, qualification=code)
