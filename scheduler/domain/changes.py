"""What differs between two plans, told to each officer concerned.

Two duties of an officer are compared as one that moved where that is possible, so that
as few changes as possible are told.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from scheduler.domain.plans import OfficerPlan, Plan, PlannedSeat, PlannedTour

PlannedDuty = PlannedTour | PlannedSeat

D = TypeVar("D", PlannedTour, PlannedSeat)


class ChangeKind(StrEnum):
    """What a change does to a duty."""

    TOUR_ADDED = "tour_added"
    TOUR_DROPPED = "tour_dropped"
    TOUR_MOVED = "tour_moved"
    """The same day, another shift, other hours or other breaks."""
    SEAT_ADDED = "seat_added"
    SEAT_DROPPED = "seat_dropped"
    SEAT_MOVED = "seat_moved"
    """The same mission, another time, place, position or form."""
    CREW = "crew"
    """The same seat with other partners, or with partners in other positions."""

    @property
    def of_tour(self) -> bool:
        """Whether the duty is a tour, else a seat."""
        return self in _OF_TOURS


_OF_TOURS = (ChangeKind.TOUR_ADDED, ChangeKind.TOUR_DROPPED, ChangeKind.TOUR_MOVED)
_OF_SEATS = (ChangeKind.SEAT_ADDED, ChangeKind.SEAT_DROPPED, ChangeKind.SEAT_MOVED)


@dataclass(frozen=True, slots=True)
class Notice:
    """Notice of a change that a force owes its officers, in elapsed time.

    Parameters
    ----------
    flagged
        A change told later than this before the duty is flagged.
    reason
        One told later than this is late: it needs a reason, and it is counted.
    """

    flagged: dt.timedelta
    reason: dt.timedelta


NoticeOf = Callable[[str, dt.date], Notice]
"""Return the notice that a force, by its code, owes for a duty of a local day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of one duty of one officer.

    Parameters
    ----------
    officer, force
        Service number, and code of the employer, the new one if it changes.
    kind
        What happens to the duty.
    was, becomes
        The duty in the former and in the new plan; ``None`` = there is none.
    partners_were, partners_become
        The others of the crew of a seat, the leader first.
    told_by
        UTC instant until which telling the officer is in time: the start of the duty,
        the earlier of the two, less the notice that needs no reason.
    flagged, late, past
        Whether, now, there is less than the notice of flagged changes, less than that
        which needs no reason, and whether the duty has begun.
    """

    officer: str
    force: str
    kind: ChangeKind
    was: PlannedDuty | None = None
    becomes: PlannedDuty | None = None
    partners_were: tuple[str, ...] = ()
    partners_become: tuple[str, ...] = ()
    told_by: dt.datetime
    flagged: bool
    late: bool
    past: bool

    @property
    def first(self) -> PlannedDuty:
        """The duty, the former or the new one, that begins earlier."""
        return _first(self.was, self.becomes)

    @property
    def came(self) -> tuple[str, ...]:
        """The partners that are new."""
        return tuple(p for p in self.partners_become if p not in self.partners_were)

    @property
    def went(self) -> tuple[str, ...]:
        """The partners that are no longer there."""
        return tuple(p for p in self.partners_were if p not in self.partners_become)


def changes(
    before: Plan, after: Plan, *, now: dt.datetime, notice: NoticeOf
) -> tuple[Change, ...]:
    """Return what differs between two plans, by time and officer.

    The two are compared as they stand, whatever days they are for. Equal plans have no
    changes.

    Parameters
    ----------
    before, after
        The plan that officers know, and the new one.
    now
        Aware instant at which officers are told.
    notice
        Notice that each force owes.
    """
    crews = (before.crews(), after.crews())
    found: list[Change] = []
    for officer in sorted({*before.officers, *after.officers}):
        old, new = before.officers.get(officer), after.officers.get(officer)
        known = new or old
        assert known is not None
        nothing = OfficerPlan(officer, known.force)
        for kind, was, becomes in _duties(old or nothing, new or nothing):
            partners = [
                tuple(dict.fromkeys(o for o in crew[duty.crew] if o != officer))
                if isinstance(duty, PlannedSeat)
                else ()
                for crew, duty in zip(crews, (was, becomes), strict=True)
            ]
            # In order: who leads is a change for all of the crew.
            if kind is ChangeKind.CREW and partners[0] == partners[1]:
                continue
            first = _first(was, becomes)
            owed = notice(known.force, first.day)
            found.append(
                Change(
                    officer=officer,
                    force=known.force,
                    kind=kind,
                    was=was,
                    becomes=becomes,
                    partners_were=partners[0],
                    partners_become=partners[1],
                    told_by=first.start - owed.reason,
                    flagged=now > first.start - owed.flagged,
                    late=now > first.start - owed.reason,
                    past=now > first.start,
                )
            )
    return tuple(sorted(found, key=_rank))


def count_by_force(found: Iterable[Change]) -> Mapping[tuple[str, ChangeKind], int]:
    """Return the number of changes of each force and kind."""
    counts = Counter((c.force, c.kind) for c in found)
    order = list(ChangeKind)
    return dict(sorted(counts.items(), key=lambda i: (i[0][0], order.index(i[0][1]))))


def late_by_officer(found: Iterable[Change]) -> Mapping[str, int]:
    """Return the number of late changes of each officer who has any."""
    return dict(sorted(Counter(c.officer for c in found if c.late).items()))


_Compared = tuple[ChangeKind, PlannedDuty | None, PlannedDuty | None]


def _duties(old: OfficerPlan, new: OfficerPlan) -> Iterator[_Compared]:
    """Yield the duties that differ, and those that stay with crews to compare."""
    tours = _paired(
        old.tours, new.tours, (lambda t: t, lambda t: (t.day, t.shift), lambda t: t.day)
    )
    for tour, other_tour in tours:
        if tour != other_tour:
            yield _kind(tour, other_tour, *_OF_TOURS), tour, other_tour
    seats = _paired(
        old.seats,
        new.seats,
        (
            lambda s: s,
            lambda s: (s.mission, s.start),
            lambda s: (s.mission, s.day),
            lambda s: s.mission,
        ),
    )
    for seat, other in seats:
        if seat == other:
            yield ChangeKind.CREW, seat, other
        else:
            yield _kind(seat, other, *_OF_SEATS), seat, other


def _kind(
    was: D | None,
    becomes: D | None,
    added: ChangeKind,
    dropped: ChangeKind,
    moved: ChangeKind,
) -> ChangeKind:
    if was is None:
        return added
    return dropped if becomes is None else moved


def _paired(
    old: Iterable[D], new: Iterable[D], keys: Sequence[Callable[[D], Hashable]]
) -> list[tuple[D | None, D | None]]:
    """Return duties side by side: alike by the first key, then by the next.

    Of several that are alike the first goes with the first, in order of time.
    """
    left: list[D] = sorted(old, key=_order)
    right: list[D] = sorted(new, key=_order)
    pairs: list[tuple[D | None, D | None]] = []
    for key in keys:
        waiting: dict[Hashable, list[D]] = {}
        for duty in right:
            waiting.setdefault(key(duty), []).append(duty)
        rest: list[D] = []
        for duty in left:
            alike = waiting.get(key(duty))
            if alike:
                pairs.append((duty, alike.pop(0)))
            else:
                rest.append(duty)
        left = rest
        right = sorted((d for ds in waiting.values() for d in ds), key=_order)
    pairs.extend((duty, None) for duty in left)
    pairs.extend((None, duty) for duty in right)
    return pairs


def _first(was: PlannedDuty | None, becomes: PlannedDuty | None) -> PlannedDuty:
    return min((d for d in (was, becomes) if d is not None), key=_order)


def _order(duty: PlannedDuty) -> tuple[dt.datetime, dt.datetime, str]:
    return (duty.start, duty.end, repr(duty))


def _rank(change: Change) -> tuple[dt.datetime, str, int, str]:
    place = list(ChangeKind).index(change.kind)
    return (
        change.first.start,
        change.officer,
        place,
        repr((change.was, change.becomes)),
    )
