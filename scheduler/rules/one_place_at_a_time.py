"""One place at a time, with the transition time between."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Occurrence, PastMission, Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import WEEK, Unit
from scheduler.domain.time import Minute, Span
from scheduler.rules.base import Breach, Rule
from scheduler.rules.daily_rest import DailyRest
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade, Stint


class OnePlaceAtATime(Rule):
    """Between two missions an officer has at least the transition time.

    Travel times obey the triangle inequality, so "can follow" is a partial order of
    missions. By Dilworth's theorem a set of missions can be shared out among ``n``
    officers exactly when no ``n + 1`` of them clash pairwise: bounding each maximal
    clash set bounds head-counts exactly, and names can always be found. Missions of an
    equipage that one officer holds in a row count as one long mission.

    Where travel makes very many clash sets, the model begins with enough of them to
    cover every pair, and gets the row of any other that a solution breaks.

    Missions held before the horizon count if their crews are known: after one that
    lasts into it, or ends just before, the crew needs the transition time too.
    """

    name = "one_place_at_a_time"
    title = N_("One place at a time")
    words = N_(
        "Between two missions an officer must have the travel time from one "
        "zone to the other."
    )
    example = N_(
        "A mission in the north until 10:00 and one in the south at 10:05, ten "
        "minutes away, need two officers."
    )
    source = "CHOICE; travel minutes of the scenario"
    authority = Authority.LOGIC
    choices = (
        (
            "The crews of missions held before the horizon (`past_missions.crew`) stay "
            "busy until those missions end, and then need the travel time to their "
            "next mission."
        ),
    )

    def grouping_key(
        self,
        scenario: Scenario,
        officer: Officer,
        slot: Span | None,
    ) -> Hashable:
        """Keep apart officers whose tours may be closer than the longest transition."""
        apart = slot is None or self._tours_may_touch(scenario, officer.id)
        return officer.id if apart else None

    def keeps_apart(
        self,
        model: "ModelFacade",
        officers: Sequence[Officer],  # noqa: ARG002
        slot: Span,  # noqa: ARG002
        seats: Sequence[Seat],  # noqa: ARG002
    ) -> bool:
        """Keep all apart if no rule keeps officers from missions outside tours."""
        return not model.obeys("mission_inside_tour")

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the past missions that end late enough to matter."""
        near = scenario.clock.span.start - scenario.longest_transition
        return tuple(
            (past.kind, past.zone, engaged)
            for past in scenario.engaged_of.get(officer.id, ())
            if (engaged := _engaged(scenario, past)).end > near
        )

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Keep out officers on a past mission, or too close to it in time."""
        return all(
            self._late(scenario, past, seat.occurrence) <= 0
            for past in scenario.engaged_of.get(officer.id, ())
        )

    def _late(
        self, scenario: Scenario, past: PastMission, occurrence: Occurrence
    ) -> Minute:
        """Return the minutes missing between a past mission and one of the horizon."""
        engaged, span = _engaged(scenario, past), occurrence.span
        if span.start < engaged.start:
            return span.end + self._need(scenario, occurrence, past) - engaged.start
        return engaged.end + self._need(scenario, past, occurrence) - span.start

    @staticmethod
    def _tours_may_touch(scenario: Scenario, officer: str) -> bool:
        return DailyRest().shortest(scenario, officer) < scenario.longest_transition

    def post(self, model: "ModelFacade") -> None:
        """Bound each clash set by the officers on tour and, across tours, by one.

        The second bound is needed only if tours may be closer than the longest
        transition time, or if rules allow missions outside tours; groups then have one
        officer each.
        """
        for group in model.groups:
            if group.slot is not None:
                clash = _clash(model, group.slot)
                for clique in model.cliques(model.stints(group), clash, lazily=True):
                    model.add(model.number(clique) <= model.on_tour(group))
        outside = not model.obeys("mission_inside_tour")
        for officer in model.scenario.officers:
            if outside or self._tours_may_touch(model.scenario, officer):
                groups = model.groups_of(officer)
                everywhere = [s for g in groups for s in model.stints(g)]
                clash = _clash(model, None)
                for clique in model.cliques(everywhere, clash, lazily=True):
                    model.add(model.number(clique) <= 1)

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the transitions to missions held, from near past ones too."""
        scenario, duties = facts.scenario, facts.duties_of.get(officer, ())
        if not duties:
            return 0
        first = min(d.occurrence.span.start for d in duties)
        near = [
            past
            for past in scenario.engaged_of.get(officer, ())
            if _engaged(scenario, past).end > first - scenario.longest_transition
        ]
        return len(near) + len(duties) - 1

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare the missions of each officer in order of time."""
        for officer, duties in facts.duties_of.items():
            held = sorted((d.occurrence for d in duties), key=lambda o: o.span)
            for past in facts.scenario.past_missions if held else ():
                for occurrence in held if officer in past.crew else ():
                    late = self._late(facts.scenario, past, occurrence)
                    if late > 0:
                        yield self._breach(officer, past.mission, occurrence, late)
            for before, after in pairwise(held):
                need = self._need(facts.scenario, before, after)
                late = before.span.end + need - after.span.start
                if late > 0:
                    yield self._breach(officer, before.mission, after, late)

    @staticmethod
    def _need(
        scenario: Scenario,
        before: Occurrence | PastMission,
        after: Occurrence | PastMission,
    ) -> Minute:
        """Return the minutes needed: travel and changeover, less a reserve's reach."""
        kinds = [
            scenario.kinds[o.kind] if isinstance(o, PastMission) else scenario.kind(o)
            for o in (before, after)
        ]
        minutes = scenario.travel.minutes(before.zone, after.zone)
        minutes += 0 if kinds[0].id == kinds[1].id else kinds[1].changeover
        return max(0, minutes - (kinds[1].reach or 0))

    def _breach(
        self, officer: str, before: str, after: Occurrence, late: int
    ) -> Breach:
        return Breach(
            rule=self.name,
            message=N_(
                "{officer}: cannot be at {after} on time after {before}: {late:hm} "
                "missing"
            ),
            values={
                "officer": officer,
                "before": before,
                "after": after.mission,
                "late": late,
            },
            officers=(officer,),
            mission=after.mission,
            zone=after.zone,
            when=after.span.start,
            over=late,
            unit=Unit.MINUTES,
        )


def _clash(model: "ModelFacade", slot: Span | None) -> "Callable[[Stint, Stint], bool]":
    """Return what tells whether one officer cannot hold two stints on such a tour."""
    needed, longest = model.time_between(slot), model.scenario.longest_transition
    if needed != model.scenario.transition_time:
        longest = WEEK

    def clash(one: "Stint", two: "Stint") -> bool:
        if one.first.span.start > two.first.span.start:
            one, two = two, one
        between = two.first.span.start - one.last.span.end
        return between < 0 or (
            between < longest and between < needed(one.last, two.first)
        )

    return clash


def _engaged(scenario: Scenario, past: PastMission) -> Span:
    """Return when the crew of a past mission is engaged, briefings included."""
    kind = scenario.kinds[past.kind]
    return Span(past.span.start - kind.briefing, past.span.end + kind.debriefing)
