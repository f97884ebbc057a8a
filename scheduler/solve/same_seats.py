"""Names for a repaired roster: officers without a change keep their seats."""

from collections import Counter, defaultdict
from collections.abc import Set as AbstractSet

from scheduler.domain.missions import SeatKey
from scheduler.domain.roster import Assignment, Roster
from scheduler.domain.scenario import Scenario
from scheduler.facade import Group
from scheduler.model.naming import (
    HeldSeat,
    SeatedStint,
    TransitionTime,
    share_out,
)


class Crews:
    """The crews of a roster, in which seats of a group may change hands."""

    def __init__(self, scenario: Scenario, roster: Roster, kept: Roster) -> None:
        self._scenario = scenario
        self._roster = roster
        under_way = (t for own in scenario.under_way.values() for t in own)
        self._slots = defaultdict(list)
        for tour in (*roster.tours, *under_way):
            self._slots[tour.officer].append(tour.slot)
        self._seats: defaultdict[str, list[Assignment]] = defaultdict(list)
        for assignment in roster.assignments:
            self._seats[assignment.officer].append(assignment)
        self._kept: defaultdict[str, set[SeatKey]] = defaultdict(set)
        for assignment in kept.assignments:
            self._kept[assignment.officer].add(_key(assignment))
        self._occurrences = {o.key: o for o in scenario.occurrences}

    def roster(self) -> Roster:
        """Return the roster with its crews as they are now."""
        crews = tuple(a for own in self._seats.values() for a in own)
        return Roster(self._roster.tours, crews).sorted()

    def deal_anew(
        self,
        group: Group,
        seats: AbstractSet[SeatKey],
        same: AbstractSet[str],
        needed: TransitionTime,
    ) -> None:
        """Give members without a change their seats, and the others what is left.

        Nothing happens where that is impossible. ``needed`` is the least time between
        two missions (``CrewModel.time_between``).
        """
        members = [
            o.id
            for o in group.officers
            if group.slot is None or group.slot in self._slots[o.id]
        ]
        held = {who: self._held(who, group, seats) for who in members}
        left = Counter(_key(a) for own in held.values() for a in own)
        own_seats = {who: self._kept[who] & seats for who in members if who in same}
        wanted = {
            who: {k for k in keys if self._inside(who, group, k)}
            for who, keys in own_seats.items()
        }
        if all({_key(a) for a in held[who]} == wanted[who] for who in wanted):
            return
        left.subtract(key for keys in wanted.values() for key in keys)
        moving = [who for who in members if who not in same]
        if min(left.values(), default=0) < 0 or (not moving and any(left.values())):
            return
        stints = [
            SeatedStint((HeldSeat(self._occurrences[key[:-1]], key[-1]),))
            for key in left.elements()
        ]
        try:
            dealt = share_out(stints, moving, needed)
        except ValueError:
            return
        for who in members:
            gone = held[who]
            mine = [a for a in self._seats[who] if a not in gone]
            keys = wanted[who] if who in wanted else dealt.get(who, [])
            self._seats[who] = [*mine, *(_assigned(key, who) for key in keys)]

    def _held(
        self, officer: str, group: Group, seats: AbstractSet[SeatKey]
    ) -> list[Assignment]:
        """Return the seats that an officer holds as a member of a group."""
        return [
            a
            for a in self._seats[officer]
            if _key(a) in seats and self._inside(officer, group, _key(a))
        ]

    def _inside(self, officer: str, group: Group, key: SeatKey) -> bool:
        """Tell whether a seat lies in the tour of a group; ``None`` = in no tour."""
        span = self._occurrences[key[:-1]].span
        if group.slot is not None:
            return group.slot.contains(span)
        return not any(s.contains(span) for s in self._slots[officer])


def _key(assignment: Assignment) -> SeatKey:
    return (*assignment.placing, assignment.position)


def _assigned(key: SeatKey, officer: str) -> Assignment:
    mission, start, fallback, place, position = key
    return Assignment(mission, start, position, officer, fallback, place)
