"""Judge many moves of one roster: only what a move can change is judged anew.

The checker reads whole rosters. Here the breaches and the values of a roster after a
move are those of the roster before, less those of what the move touches, plus those of
the same after it. What a rule or goal has to see for that is its *reach*. One that is
not listed is asked about the whole roster: right, and slow.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto

from scheduler.domain.breaks import place_breaks
from scheduler.domain.missions import Occurrence
from scheduler.domain.roster import Duty, Facts, Move, Roster
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour
from scheduler.goals import GOALS
from scheduler.rules import RULES, Breach
from scheduler.rules.base import Rule
from scheduler.rules.daily_break import DailyBreak


class Reach(Enum):
    """What a rule or goal has to see to judge what a move touches."""

    OFFICER = auto()
    """The tours, seats and breaks of each officer touched, and nobody else's."""
    TOURS = auto()
    """The tours of each officer touched, and nobody else's."""
    MISSION = auto()
    """The crews of each mission touched, and no tour."""
    TIME = auto()
    """The roster, for the crews engaged while something changes."""
    COVER = auto()
    """The roster, for the cover of the shifts and days on which a tour changes."""
    HELD = auto()
    """The roster, if an occurrence begins or ceases to have a crew."""
    CREWS = auto()
    """The roster, if a crew changes."""
    WHOLE = auto()
    """The roster, whatever changes."""


RULE_REACH: Mapping[str, Reach] = {
    **dict.fromkeys(
        (
            "annual_hours",
            "consecutive_days",
            "cycle_followed",
            "cycle_rest",
            "daily_rest",
            "daily_span",
            "daily_work",
            "monthly_overtime",
            "night_average",
            "night_worker_by_day",
            "one_tour_a_day",
            "recall_limits",
            "rest_given_back",
            "semester_average",
            "tours_as_given",
            "twelve_week_average",
            "weekly_maximum",
            "weekly_rest",
        ),
        Reach.TOURS,
    ),
    **dict.fromkeys(
        (
            "absence",
            "daily_break",
            "freeze_kept",
            "mission_inside_tour",
            "missions_per_day",
            "one_place_at_a_time",
            "pins_kept",
        ),
        Reach.OFFICER,
    ),
    **dict.fromkeys(
        (
            "approval_suspended",
            "armed_permitted",
            "attendees_only",
            "crew_complete",
            "crew_leader",
            "desk_kept",
            "joint_mission_agreed",
            "judicial_status",
            "mission_as_asked",
            "mission_spacing",
            "mixed_crew",
            "national_in_crew",
            "night_clause",
            "opj_in_crew",
            "owner_permission",
            "pairings_kept",
            "patdown_both_sexes",
            "position_force",
            "public_order",
            "qualification_valid",
            "requisition_given",
            "territory",
            "trainee_accompanied",
            "wardens_not_officers",
        ),
        Reach.MISSION,
    ),
    "opj_reachable": Reach.TIME,
    "equipment_in_stock": Reach.HELD,
    "start_spread": Reach.CREWS,
}
"""The reach of each rule; of others, the whole roster."""

GOAL_REACH: Mapping[str, Reach] = {
    **dict.fromkeys(
        (
            "hours_near_contract",
            "night_fairness",
            "requests",
            "sunday_rest",
            "weekend_fairness",
        ),
        Reach.TOURS,
    ),
    **dict.fromkeys(("attendance_order", "pairing_wishes"), Reach.MISSION),
    "minimum_cover": Reach.COVER,
    **dict.fromkeys(
        (
            "agreement_quotas",
            "mandatory_missions",
            "missions_by_priority",
            "risk_cover",
        ),
        Reach.HELD,
    ),
    "burden_sharing": Reach.CREWS,
}
"""The reach of each goal; of others, the whole roster."""

_Key = tuple[object, ...]
_Breaks = tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True)
class Values:
    """What a roster loses.

    Parameters
    ----------
    goals
        Value of each goal of the tiers, unweighted.
    tiers
        Value of each tier, in order.
    """

    goals: Mapping[str, int]
    tiers: tuple[int, ...]


class Moves:
    """A roster, and the judgement of what it becomes by moves.

    Parameters
    ----------
    facts
        The roster before.
    rules
        Rules to judge by.
    goals
        Names of the goals to score; by default those of the scenario's tiers.
    """

    def __init__(
        self,
        facts: Facts,
        rules: Iterable[Rule] = tuple(RULES.values()),
        goals: Iterable[str] | None = None,
    ) -> None:
        self.facts = facts
        self._scenario = facts.scenario
        self._rules: defaultdict[Reach, list[Rule]] = defaultdict(list)
        for rule in rules:
            self._rules[RULE_REACH.get(rule.name, Reach.WHOLE)].append(rule)
        tiers = self._scenario.tiers
        named = goals or dict.fromkeys(g for tier in tiers for g in tier.goals)
        self._goals: defaultdict[Reach, list[str]] = defaultdict(list)
        for goal in named:
            self._goals[GOAL_REACH.get(goal, Reach.WHOLE)].append(goal)
        self._parts: dict[str, Scenario] = {}
        self._worked: dict[tuple[str, tuple[Tour, ...]], tuple[Breach, ...]] = {}
        self._engaged: dict[_Key, tuple[Breach, ...]] = {}
        self._toured: dict[tuple[str, tuple[Tour, ...]], dict[str, int]] = {}
        self._breach_base: tuple[Breach, ...] | None = None
        self._value_base: dict[str, int] | None = None

    # --- what the roster becomes ------------------------------------------------------

    def after(self, move: Move) -> tuple[Move, Facts]:
        """Return a move with the breaks that it needs, and the roster after it.

        Breaks of tours that change are kept if they still suffice, else placed anew; a
        roster without breaks stays without.
        """
        facts = self.facts.after(move)
        if facts.roster.breaks is None:
            return move, facts
        breaks = dict(move.breaks)
        gone = {t.key for t in move.tours_dropped}
        for officer in move.officers:
            new = [t for t in facts.tours_of[officer] if t.key not in breaks]
            asked = [t for t in new if t.key not in gone and self._moved(move, t)]
            breaks |= self._breaks_of(facts, officer, asked)
        if breaks == move.breaks:
            return move, facts
        move = replace(move, breaks=breaks)
        return move, self.facts.after(move)

    @staticmethod
    def _moved(move: Move, tour: Tour) -> bool:
        """Tell whether a move changes a tour, or the seats taken during it."""
        return tour in move.tours_added or any(
            d.officer == tour.officer and d.occurrence.span.overlaps(tour.span)
            for d in move.seats
        )

    def _breaks_of(
        self, facts: Facts, officer: str, tours: Iterable[Tour]
    ) -> dict[tuple[str, dt.date, str], tuple[Span, ...]]:
        rule = DailyBreak()
        own = self._alone(facts, officer)
        anew = tuple(t for t in tours if not rule.keeps(own, t))
        if not anew:
            return {}
        assignments = own.roster.assignments
        placed = place_breaks(
            own.scenario,
            Roster(anew, assignments),
            lambda tour: rule.need(own.scenario, tour),
        )
        found: dict[tuple[str, dt.date, str], tuple[Span, ...]] = {
            t.key: () for t in anew
        }
        for one in sorted(placed.breaks or ()):
            found[one.tour] += (one.span,)
        return found

    # --- breaches ---------------------------------------------------------------------

    @property
    def breaches(self) -> tuple[Breach, ...]:
        """What stands against the roster before any move."""
        if self._breach_base is None:
            every = [r for rules in self._rules.values() for r in rules]
            self._breach_base = self._standing(self.facts, every)
        return self._breach_base

    def breaches_after(self, move: Move, facts: Facts) -> tuple[Breach, ...]:
        """Return what stands against the roster after a move.

        Parameters
        ----------
        move, facts
            What ``after`` returned.
        """
        gone: Counter[_Key] = Counter()
        found: list[Breach] = []
        accused = {b.rule for b in self.breaches}
        for before, rules in self._asked(self.facts, move):
            again = [r for r in rules if r.name in accused]
            gone.update(_key(b) for b in before(again))
        for now, rules in self._asked(facts, move):
            found += now(rules)
        kept = []
        for breach in self.breaches:
            key = _key(breach)
            if gone[key]:
                gone[key] -= 1
            else:
                kept.append(breach)
        return (*kept, *found)

    def keeps(self, move: Move, facts: Facts) -> bool:
        """Tell whether nothing stands against a roster after a move.

        It stops at the first breach found, which ``breaches_after`` does not.
        """
        if self.breaches:
            return not self.breaches_after(move, facts)
        return not any(now(rules) for now, rules in self._asked(facts, move))

    def _asked(
        self, facts: Facts, move: Move
    ) -> Iterator[tuple[Callable[[Collection[Rule]], tuple[Breach, ...]], list[Rule]]]:
        """Yield ways to judge what a move touches, each with its rules; cheap first."""
        if move.seats:
            part = _of_missions(facts, {o.mission for o in move.occurrences})
            yield (
                lambda rules: self._standing(part, rules),
                self._rules[Reach.MISSION],
            )
        for officer in move.officers:
            yield (
                lambda rules, who=officer: self._of_officer(facts, who, rules),  # type: ignore[misc]
                self._rules[Reach.OFFICER],
            )
        for officer in dict.fromkeys(t.officer for t in move.tours):
            yield (
                lambda rules, who=officer: self._of_tours(facts, who, rules),  # type: ignore[misc]
                self._rules[Reach.TOURS],
            )
        near = _near(facts, move)
        yield lambda rules: self._standing(near, rules), self._rules[Reach.TIME]
        whole = list(self._rules[Reach.WHOLE])
        whole += self._rules[Reach.COVER]
        whole += self._rules[Reach.HELD] if move.seats else ()
        whole += self._rules[Reach.CREWS] if move.seats else ()
        yield lambda rules: self._standing(facts, rules), whole

    def _of_officer(
        self, facts: Facts, officer: str, rules: Collection[Rule]
    ) -> tuple[Breach, ...]:
        if len(rules) < len(self._rules[Reach.OFFICER]):
            return self._standing(self._alone(facts, officer), rules)
        tours, duties = facts.tours_of[officer], facts.duties_of[officer]
        breaks = tuple(facts.breaks_of.get(t.key, ()) for t in tours)
        key = (officer, tours, duties, breaks)
        if key not in self._engaged:
            own = self._alone(facts, officer)
            self._engaged[key] = self._standing(own, rules)
        return self._engaged[key]

    def _of_tours(
        self, facts: Facts, officer: str, rules: Collection[Rule]
    ) -> tuple[Breach, ...]:
        if len(rules) < len(self._rules[Reach.TOURS]):
            return self._standing(self._alone(facts, officer), rules)
        key = (officer, facts.tours_of[officer])
        if key not in self._worked:
            own = self._alone(facts, officer)
            self._worked[key] = self._standing(own, rules)
        return self._worked[key]

    def _standing(self, facts: Facts, rules: Iterable[Rule]) -> tuple[Breach, ...]:
        return tuple(
            breach
            for rule in rules
            for breach in rule.check(facts)
            if rule.excuse(self._scenario, breach) is None
        )

    # --- values -----------------------------------------------------------------------

    @property
    def values(self) -> Values:
        """What the roster loses before any move."""
        return self._valued(self._points)

    @property
    def _points(self) -> dict[str, int]:
        if self._value_base is None:
            every = [g for goals in self._goals.values() for g in goals]
            self._value_base = _score(self.facts, every)
        return self._value_base

    def values_after(self, move: Move, facts: Facts) -> Values:
        """Return what the roster loses after a move.

        Parameters
        ----------
        move, facts
            What ``after`` returned.
        """
        goals = dict(self._points)
        for officer in dict.fromkeys(t.officer for t in move.tours):
            now, before = (self._of_goals(f, officer) for f in (facts, self.facts))
            for goal in self._goals[Reach.TOURS]:
                goals[goal] += now[goal] - before[goal]
        if move.seats:
            missions = {o.mission for o in move.occurrences}
            now, before = (
                _score(_of_missions(f, missions), self._goals[Reach.MISSION])
                for f in (facts, self.facts)
            )
            for goal in self._goals[Reach.MISSION]:
                goals[goal] += now[goal] - before[goal]
        if move.tours:
            now, before = (
                _score(_of_cover(f, move.tours), self._goals[Reach.COVER])
                for f in (facts, self.facts)
            )
            for goal in self._goals[Reach.COVER]:
                goals[goal] += now[goal] - before[goal]
        again = list(self._goals[Reach.WHOLE])
        if move.seats:
            again += self._goals[Reach.CREWS]
            if facts.crews.keys() != self.facts.crews.keys():
                again += self._goals[Reach.HELD]
        return self._valued(goals | _score(facts, again))

    def _of_goals(self, facts: Facts, officer: str) -> dict[str, int]:
        key = (officer, facts.tours_of[officer])
        if key not in self._toured:
            own = self._alone(facts, officer)
            self._toured[key] = _score(own, self._goals[Reach.TOURS])
        return self._toured[key]

    def _valued(self, goals: dict[str, int]) -> Values:
        return Values(
            goals,
            tuple(
                sum(weight * goals.get(g, 0) for g, weight in tier.goals.items())
                for tier in self._scenario.tiers
            ),
        )

    # --- parts of a roster ------------------------------------------------------------

    def _alone(self, facts: Facts, officer: str) -> Facts:
        """Return what one officer does, as a roster of that officer alone."""
        if officer not in self._parts:
            self._parts[officer] = self._scenario.only({officer})
        part = self._parts[officer]
        tours, duties = facts.tours_of[officer], facts.duties_of[officer]
        breaks = None
        roster = facts.roster
        if roster.breaks is not None:
            breaks = tuple(b for b in roster.breaks if b.officer == officer)
        own = Facts(
            part,
            Roster(
                tours,
                tuple(a for a in roster.assignments if a.officer == officer),
                breaks,
            ),
        )
        crews: defaultdict[Occurrence, tuple[Duty, ...]] = defaultdict(tuple)
        for duty in duties:
            crews[duty.occurrence] += (duty,)
        vars(own).update(duties=duties, duties_of={officer: duties}, crews=dict(crews))
        return own


def _of_missions(facts: Facts, missions: Collection[str]) -> Facts:
    """Return the crews of some missions, as a roster without tours."""
    held = {m: facts.held[m] for m in facts.scenario.missions if m in missions}
    crews = {o: facts.crews[o] for own in held.values() for o in own}
    duties = tuple(d for crew in crews.values() for d in crew)
    part = Facts(
        facts.scenario,
        Roster((), tuple(a for a in facts.roster.assignments if a.mission in missions)),
    )
    vars(part).update(held=held, crews=crews, duties=duties)
    return part


def _of_cover(facts: Facts, tours: Iterable[Tour]) -> Facts:
    """Return a roster in which cover is wanted on the shifts of some tours alone."""
    shifts = {(t.day, t.shift) for t in tours}
    rows = tuple(c for c in facts.scenario.cover if (c.day, c.shift) in shifts)
    part = Facts(replace(facts.scenario, cover=rows), facts.roster)
    vars(part).update(tours_of=facts.tours_of)
    return part


def _near(facts: Facts, move: Move) -> Facts:
    """Return a roster with the crews engaged while something changes, and no others."""
    spans = [t.span for t in move.tours] + [o.span for o in move.occurrences]
    near = Facts(facts.scenario, facts.roster)
    vars(near).update(vars(facts))
    vars(near)["crews"] = {
        o: crew
        for o, crew in facts.crews.items()
        if any(o.span.overlaps(span) for span in spans)
    }
    return near


def _score(facts: Facts, goals: Iterable[str]) -> dict[str, int]:
    return {g: sum(loss.points for loss in GOALS[g].score(facts)) for g in goals}


def _key(breach: Breach) -> _Key:
    return (
        breach.rule,
        breach.message,
        breach.officers,
        breach.mission,
        breach.zone,
        breach.when,
        breach.over,
        breach.setting,
        tuple(sorted((k, str(v)) for k, v in breach.values.items())),
    )
