"""Absences are moved, or shortened, by some days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.explain.base import Ground, Lack, Owner, Remedy, Repair, message
from scheduler.explain.edits import Edit
from scheduler.goals.minimum_cover import counted
from scheduler.words import N_

Pick = tuple[Officer, Tour]

MOST_BACK = 6
"""Absent officers of a force up to which all of them together are proposed. CHOICE."""


class AbsenceMoved(Remedy):
    """Officers who would be able and are absent come on the day of a lack.

    The absence keeps its other days. Its reason plays no part and is not told.
    """

    name = "absence_moved"
    price = 3

    def repairs(
        self, ground: Ground, lacks: Iterable[Lack]
    ) -> Iterator[tuple[Lack, Repair]]:
        """Yield, for each lack, the fewest absences to move."""
        asked: defaultdict[tuple[str, dt.date], list[tuple[Lack, list[Pick]]]]
        asked = defaultdict(list)
        for lack in lacks:
            for picks in (_for_cover if lack.cover else _for_mission)(ground, lack):
                officer, tour = picks[0]
                asked[officer.force, tour.day].append((lack, picks))
                yield lack, self._repair(ground, picks)
        for several in asked.values():
            # What each needs, together; and all who are absent, since more may be
            # wanted at once than any of them needs.
            every = {pick[0].id: pick for _lack, own in several for pick in own}
            for picks in (
                [every[o] for o in sorted(every)],
                _all_absent(ground, several),
            ):
                if len(picks) > 1:
                    for lack, _own in several:
                        yield lack, self._repair(ground, picks)

    def _repair(self, ground: Ground, picks: Sequence[Pick]) -> Repair:
        officers = [officer.id for officer, _tour in picks]
        force = picks[0][0].force
        day = picks[0][1].day
        edits = [
            edit
            for officer, tour in picks
            for edit in _moved(ground, officer.id, ground.days(tour.span))
        ]
        own = [o for o in ground.scenario.officers.values() if o.force == force]
        midday = ground.scenario.clock.midnight(day) + 12 * 60
        away = sum(
            any(
                a.span.start <= midday < a.span.end
                for a in ground.scenario.absences_of.get(o.id, ())
            )
            for o in own
        )
        return Repair(
            remedy=self.name,
            words=message(
                N_("move or shorten the absence of {officers} on {day:day}"),
                officers=", ".join(officers),
                day=day.isoformat(),
            ),
            lack=message(
                N_("{force}, {day:day}: {away} of {own} officers absent"),
                force=ground.scenario.forces[force].name,
                day=day.isoformat(),
                away=away,
                own=len(own),
            ),
            owner=Owner.FORCE,
            force=force,
            price=self.price * len(officers),
            edits=tuple(sorted(edits, key=repr)),
        )


def _all_absent(
    ground: Ground, several: Sequence[tuple[Lack, list[Pick]]]
) -> list[Pick]:
    """Return the officers of a force whom only absences keep from working that day."""
    first, tour = several[0][1][0]
    found = [
        (officer, there)
        for officer in ground.scenario.officers.values()
        if officer.force == first.force
        and (there := _absent_tour(ground, officer, tour.day)) is not None
    ]
    return found if len(found) <= MOST_BACK else []


def _absent_tour(ground: Ground, officer: Officer, day: dt.date) -> Tour | None:
    """Return a tour of a day that only an absence keeps an officer from."""
    away = ground.scenario.absences_of.get(officer.id, ())
    return next(
        (
            tour
            for tour in ground.present.tours[officer.id]
            if tour.day == day and any(a.span.overlaps(tour.span) for a in away)
        ),
        None,
    )


def _for_mission(ground: Ground, lack: Lack) -> Iterator[list[Pick]]:
    for form in lack.forms:
        for seats in ground.needs(form):
            picks = _picks(ground, form.occurrence.span, seats)
            if len({officer.force for officer, _tour in picks}) == 1:
                yield picks


def _picks(ground: Ground, span: Span, seats: Iterable[tuple[Seat, int]]) -> list[Pick]:
    """Return whose absences to move for some seats; nobody if there are too few."""
    picks: list[Pick] = []
    for seat, short in seats:
        taken = {officer.id for officer, _tour in picks}
        able = [
            (officer, tour)
            for officer in ground.only_by(seat, {"absence"})
            if officer.id not in taken
            and (tour := ground.tour_for(officer.id, span)) is not None
        ]
        able.sort(key=lambda pick: _order(ground, pick[0]))
        if len(able) < short:
            return []
        picks += able[:short]
    return picks


def _for_cover(ground: Ground, lack: Lack) -> Iterator[list[Pick]]:
    cover = lack.cover
    assert cover is not None
    scenario = ground.scenario
    picks = [
        (scenario.officers[code], tour)
        for code in counted(scenario, cover)
        for tour in ground.present.tours[code]
        if (tour.day, tour.shift) == (cover.day, cover.shift)
        and any(a.span.overlaps(tour.span) for a in scenario.absences_of.get(code, ()))
    ]
    picks.sort(key=lambda pick: _order(ground, pick[0]))
    if len(picks) >= lack.missing:
        yield picks[: lack.missing]


def _order(ground: Ground, officer: Officer) -> tuple[int, str]:
    """Short absences first: they are moved most easily."""
    away = ground.scenario.absences_of.get(officer.id, ())
    return sum(a.span.length for a in away), officer.id


def _moved(ground: Ground, officer: str, days: Sequence[dt.date]) -> Iterator[Edit]:
    """Yield the changes that take some days in a row out of the absences."""
    desk, one = ground.desk, dt.timedelta(days=1)
    first, last = days[0], days[-1]
    for place, row in desk.rows("absences"):
        if row.get("officer") != officer:
            continue
        begins = desk.value("absences", row, "from_date")
        ends = desk.value("absences", row, "to_date")
        if begins is None or ends is None or ends < first or begins > last:
            continue
        before, after = begins < first, ends > last
        if before:
            yield desk.edit("absences", place, to_date=first - one, to_time="")
        if after:
            rest = desk.edit("absences", place, from_date=last + one, from_time="")
            if before:
                cells = {k: v for k, v in row.items() if v} | dict(rest.cells)
                yield Edit("absences", None, tuple(cells.items()))
            else:
                yield rest
        if not before and not after:
            yield Edit("absences", place)
