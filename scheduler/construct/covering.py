"""Tours for minimum cover, in a roster under construction."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable

from scheduler.construct.demand import Demand
from scheduler.construct.draft import Draft
from scheduler.domain.tours import Tour

DEPTH = 2
"""Most officers moved one after another to free one for a shift."""

WIDTH = 12
"""Most officers tried for one shift who would have to give up another."""


class Covering:
    """Adds tours that minimum cover needs.

    Parameters
    ----------
    draft
        The roster; it is changed.
    demand
        What missions are still to be held.
    over
        Tells whether the time is up.
    """

    def __init__(self, draft: Draft, demand: Demand, over: Callable[[], bool]) -> None:
        self.draft = draft
        self.demand = demand
        self.over = over
        scenario = draft.scenario
        self._counting: defaultdict[int, list[Tour]] = defaultdict(list)
        by_shift: defaultdict[tuple[dt.date, str], list[Tour]] = defaultdict(list)
        for officer, own in scenario.tours.items():
            for tour in own if scenario.officers[officer].free else ():
                rows = draft.rows(tour)
                if rows and draft.options.offered(tour):
                    by_shift[tour.day, tour.shift].append(tour)
                    for row in rows:
                        self._counting[row].append(tour)
        # Those with the fewest tours first.
        self._shifts = sorted(by_shift.values(), key=len)

    def cover(self) -> None:
        """Add tours, the most useful first; then move officers where none is left."""
        for tours in self._shifts:
            while not self.over() and self._add_one(tours):
                pass
        for row in range(len(self.draft.scenario.cover)):
            while self.draft.short(row) and not self.over():
                if not self._move(row, DEPTH, frozenset()):
                    break

    def add(self, tours: Iterable[Tour]) -> None:
        """Add those of some tours that are needed."""
        draft = self.draft
        for tour in tours:
            if draft.cover_gain(tour) and draft.options.offered(tour):
                self._add(tour)

    def _add(self, tour: Tour) -> bool:
        own = self.draft.tours[tour.officer]
        return all(t.day != tour.day for t in own) and self.draft.add_tour(tour)

    def _add_one(self, tours: Iterable[Tour]) -> bool:
        """Add the best of some tours: of an officer with few, and useful otherwise."""
        draft = self.draft
        useful = [
            (-gain, len(draft.tours[t.officer]), -self.demand.use(t.officer, t), t)
            for t in tours
            for gain in (draft.cover_gain(t),)
            if gain
        ]
        useful.sort(key=lambda u: u[:3])
        return any(self._add(tour) for *_rank, tour in useful)

    def _move(self, row: int, depth: int, busy: frozenset[str]) -> bool:
        """Cover a row better by an officer of another shift; tell whether it was done.

        The other shift may be covered by somebody else in turn.

        Parameters
        ----------
        row
            Row of minimum cover.
        depth
            Officers that may be moved, one after another.
        busy
            Officers who were moved already.
        """
        draft = self.draft
        tours = [
            t
            for t in self._counting[row]
            if t.officer not in busy and t not in draft.tours[t.officer]
        ]
        if any(self._add(t) for t in tours):
            return True
        if not depth:
            return False
        lost = draft.cover_lost()
        for tour in tours[:WIDTH]:
            own = draft.tours[tour.officer]
            same = [t for t in own if t.day == tour.day]
            for old in same or own:
                if self.over():
                    return False
                if not draft.droppable(old):
                    continue
                mark = draft.mark()
                if draft.replace_tour(old, tour):
                    for other in draft.rows(old):
                        if other != row and draft.short(other):
                            self._move(other, depth - 1, busy | {tour.officer})
                    if draft.cover_lost() < lost:
                        return True
                draft.back(mark)
        return False
