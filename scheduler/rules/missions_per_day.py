"""How many missions of one kind an officer holds on a day."""

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.patience import heed
from scheduler.domain.people import Officer
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Span
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.rules.daily_rest import DailyRest
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade, Placement

Case: TypeAlias = tuple[str, dt.date]
"""A kind of mission with a limit, and a local day."""


class MissionsPerDay(Rule):
    """An officer holds at most so many missions of a kind on a local day.

    The limit is the column ``most_a_day`` of the mission kind, not a setting of a
    regime: it belongs to the kind and is the same for both forces of a joint crew.
    Without a value there is no limit.


    - A mission counts on the local day on which it starts, after its briefing.
    - It counts for the kind in which it is held: a fallback is of another kind.
    - Each relay of a post counts, and so does each seat: by ``one_place_at_a_time``
      nobody has two seats of one mission.

    Head-counts of a group do not tell how many missions one of them holds. So officers
    are kept apart on tours on which one person could exceed a limit, other tours of
    that person included. On all other tours the model needs no constraint.
    """

    name = "missions_per_day"
    title = N_("Missions a day")
    words = N_(
        "An officer holds at most as many missions of a kind on one day as the kind "
        "allows."
    )
    example = N_(
        "Where school missions are limited to two a day, an officer who holds those at "
        "08:00 and 11:30 does not hold the one at 16:00."
    )
    source = "CHOICE; mission kinds of the scenario"
    lazy = True
    authority = Authority.LOCAL
    scope = Scope.TOUR

    # --- the model half -------------------------------------------------------------

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart outside tours, where seats exist only if rules are left out."""
        return officer.id if slot is None and _limits(scenario) else None

    def keeps_apart(
        self,
        model: "ModelFacade",
        officers: Sequence[Officer],
        slot: Span,
        seats: Sequence[Seat],
    ) -> bool:
        """Keep apart officers if one of them could exceed a limit with such a tour."""
        return any(_exceedable(model, o.id, slot, seats) for o in officers)

    def post(self, model: "ModelFacade") -> None:
        """Bound the seats of each officer, where more than the limit could be taken."""
        scenario = model.scenario
        limits = _limits(scenario)
        for officer in scenario.officers if limits else ():
            own: defaultdict[Case, list[Placement]] = defaultdict(list)
            groups = model.groups_of(officer, shared=True)
            for group in groups:
                if group.size > 1:
                    continue
                seats = [p.seat for p in model.placements(group=group)]
                cases = _exceedable(model, officer, group.slot, seats)
                if cases:
                    for placement in model.placements(group=group):
                        case = _case(scenario, placement.seat.occurrence)
                        if case in cases:
                            own[case].append(placement)
            for (kind, day), placements in own.items():
                if self.waived(scenario, officer, day=day) is None:
                    model.add(model.heads(placements) <= limits[kind])
        if limits and model.relaxed:
            self._post_together(model, limits)

    def _post_together(self, model: "ModelFacade", limits: Mapping[str, int]) -> None:
        """Bound the seats of all officers of a group by those who are on tour.

        That is necessary, and nearly enough, where they are not kept apart.
        """
        for group in model.groups:
            if group.size == 1 or group.slot is None:
                continue
            own: defaultdict[Case, list[Placement]] = defaultdict(list)
            for placement in model.placements(group=group):
                case = _case(model.scenario, placement.seat.occurrence)
                if case is not None:
                    own[case].append(placement)
            for (kind, day), placements in own.items():
                if any(
                    self.waived(model.scenario, o.id, day=day) for o in group.officers
                ):
                    continue
                most = limits[kind] * model.on_tour(group)
                model.add(model.heads(placements) <= most)

    # --- the check half -------------------------------------------------------------

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the missions of each officer, kind and day."""
        for officer in facts.scenario.officers:
            for (kind, day), duties in self._counted(facts, officer).items():
                limit = _limits(facts.scenario)[kind]
                if len(duties) > limit:
                    surplus = duties[limit].occurrence
                    yield Breach(
                        rule=self.name,
                        message=N_(
                            "{officer}: {held} missions of kind {kind} on {day:day}, "
                            "{limit} allowed"
                        ),
                        values={
                            "officer": officer,
                            "held": len(duties),
                            "kind": kind,
                            "day": day.isoformat(),
                            "limit": limit,
                        },
                        officers=(officer,),
                        mission=surplus.mission,
                        zone=surplus.zone,
                        # The briefing may begin on the day before.
                        when=surplus.proper.start,
                        over=len(duties) - limit,
                        setting="most_a_day",
                    )

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the day and kind with the least margin."""
        return nearest(
            Measure(
                rule=self.name,
                officer=officer,
                setting="most_a_day",
                value=len(duties),
                limit=_limits(facts.scenario)[kind],
                unit=Unit.COUNT,
                day=day,
                source=facts.scenario.kinds[kind].source or self.source,
            )
            for (kind, day), duties in self._counted(facts, officer).items()
        )

    @staticmethod
    def _counted(facts: Facts, officer: str) -> dict[Case, list[Duty]]:
        """Return the seats of an officer that count, in order of time."""
        found: defaultdict[Case, list[Duty]] = defaultdict(list)
        for duty in facts.duties_of[officer]:
            kind = facts.scenario.kind(duty.occurrence)
            if kind.most_a_day is not None:
                found[kind.id, duty.occurrence.day].append(duty)
        return found


def _limits(scenario: Scenario) -> dict[str, int]:
    return {
        k.id: k.most_a_day for k in scenario.kinds.values() if k.most_a_day is not None
    }


# --- where one officer could hold too many --------------------------------------------


def _case(scenario: Scenario, occurrence: Occurrence) -> Case | None:
    kind = scenario.kind(occurrence)
    return None if kind.most_a_day is None else (kind.id, occurrence.day)


def _exceedable(
    model: "ModelFacade", officer: str, slot: Span | None, seats: Iterable[Seat]
) -> set[Case]:
    """Return the limits that an officer could exceed with seats taken on a tour.

    Other tours are included: if a set of tours and seats exceeds a limit, that limit is
    returned for each of these tours, so it is enough to bound the limits returned.
    """
    scenario = model.scenario
    here: defaultdict[Case, list[Seat]] = defaultdict(list)
    for seat in seats:
        case = _case(scenario, seat.occurrence)
        if case is not None:
            here[case].append(seat)
    if slot is None or not model.obeys("mission_inside_tour"):
        return set(here)
    limits = _limits(scenario)
    return {
        (kind, day)
        for (kind, day), own in here.items()
        if _most(model, own) + _elsewhere(model, officer, slot, (kind, day))
        > limits[kind]
    }


def _elsewhere(model: "ModelFacade", officer: str, slot: Span, case: Case) -> int:
    """Return the most seats of a case that other tours may add to one."""
    scenario = model.scenario
    others: defaultdict[Span, list[Seat]] = defaultdict(list)
    day = scenario.clock.day(case[1])
    # Tours under way when the horizon begins hold missions of its first day too.
    for tour in (*model.tours(officer), *scenario.under_way.get(officer, ())):
        if tour.slot != slot and tour.slot.overlaps(day) and tour.slot not in others:
            others[tour.slot] = [
                seat
                for occurrence, own in scenario.seats.items()
                if tour.slot.contains(occurrence.span)
                and _case(scenario, occurrence) == case
                for seat in own
            ]
    added = {span: _most(model, seats) for span, seats in others.items() if seats}
    if not model.obeys("daily_rest"):
        return sum(added.values())
    rest = DailyRest().shortest(scenario, officer)
    before = {s: n for s, n in added.items() if s.end + rest <= slot.start}
    after = {s: n for s, n in added.items() if slot.end + rest <= s.start}
    return _in_a_row(before, rest) + _in_a_row(after, rest)


def _in_a_row(added: Mapping[Span, int], rest: int) -> int:
    """Return the greatest sum over tours with a rest between any two of them."""
    sums: dict[Span, int] = {}
    for span in sorted(added, key=lambda s: (s.start, s.end)):
        earlier = (n for s, n in sums.items() if s.end + rest <= span.start)
        sums[span] = added[span] + max(earlier, default=0)
    return max(sums.values(), default=0)


def _most(model: "ModelFacade", seats: Sequence[Seat]) -> int:
    """Return how many of some seats one person can take under the rules obeyed."""
    if not model.obeys("one_place_at_a_time"):
        return len(seats)
    scenario = model.scenario
    occurrences = sorted({s.occurrence for s in seats}, key=lambda o: o.span)
    chains: list[int] = []
    for i, after in enumerate(occurrences):
        heed()
        before = (
            chains[j]
            for j, o in enumerate(occurrences[:i])
            if o.span.end + scenario.transition_time(o, after) <= after.span.start
        )
        chains.append(1 + max(before, default=0))
    longest = max(chains, default=0)
    if not model.obeys("mission_as_asked"):
        return longest
    # A mission is held once a day at most; each relay of a post counts.
    once = {
        o.mission if scenario.missions[o.mission].relay is None else o
        for o in occurrences
    }
    return min(longest, len(once))
