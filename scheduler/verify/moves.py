"""Judge many moves of one roster: only what a move can change is judged anew.

The checker reads whole rosters. Here the breaches and the values of a roster after a
move are those of the roster before, less those of what the move touches, plus those of
the same after it. What a rule or goal has to see for that is its *reach*. One that is
not listed is asked about the whole roster: right, and slow.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from scheduler.domain.breaks import place_breaks
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.roster import Duty, Facts, Move, Roster, assigned
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
_Breaks = dict[tuple[str, dt.date, str], tuple[Span, ...]]


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
        self._free: dict[Tour, bool] = {}
        self._crewed: dict[frozenset[str], dict[str, int]] = {}
        self._engaged: dict[_Key, tuple[Breach, ...]] = {}
        self._placed: dict[_Key, _Breaks] = {}
        self._hold: dict[frozenset[Occurrence], dict[str, int]] = {}
        self._covered: dict[_Key, dict[str, int]] = {}
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

    def _breaks_of(self, facts: Facts, officer: str, tours: Sequence[Tour]) -> _Breaks:
        key = (officer, tuple(tours), facts.tours_of[officer], facts.duties_of[officer])
        if key not in self._placed:
            self._placed[key] = self._place(facts, officer, tours)
        return self._placed[key]

    def _place(self, facts: Facts, officer: str, tours: Sequence[Tour]) -> _Breaks:
        rule, own = DailyBreak(), self._alone(facts, officer)
        anew = tuple(t for t in tours if not rule.keeps(own, t))
        if not anew:
            return {}
        assignments = own.roster.assignments
        placed = place_breaks(
            own.scenario,
            Roster(anew, assignments),
            lambda tour: rule.need(own.scenario, tour),
        )
        found: _Breaks = {t.key: () for t in anew}
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

    def adds_none(self, move: Move, facts: Facts) -> bool:
        """Tell whether nothing stands against a roster that did not before a move.

        It stops at the first breach found, which ``breaches_after`` does not.

        Parameters
        ----------
        move, facts
            What ``after`` returned.
        """
        accused = {b.rule for b in self.breaches}
        groups = zip(
            self._asked(self.facts, move), self._asked(facts, move), strict=True
        )
        for (before, _rules), (now, rules) in groups:
            found = now(rules)
            if found:
                again = [r for r in rules if r.name in accused]
                known = Counter(_key(b) for b in before(again))
                if Counter(map(_key, found)) - known:
                    return False
        return True

    def may_work(self, officer: str, tour: Tour) -> bool:
        """Tell whether no rule about tours alone forbids an officer one tour more."""
        if tour not in self._free:
            self._free[tour] = self._adds_none_to(officer, tour)
        return self._free[tour]

    def _adds_none_to(self, officer: str, tour: Tour) -> bool:
        """Tell whether no rule about tours has a new breach with one tour more.

        It stops at the first rule that has one.
        """
        own = self._alone(self.facts.after(Move(tours_added=(tour,))), officer)
        for rule in self._rules[Reach.TOURS]:
            found = Counter(map(_key, self._standing(own, [rule])))
            if found:
                known = self._standing(self._alone(self.facts, officer), [rule])
                if found - Counter(map(_key, known)):
                    return False
        return True

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

    def values_after(self, move: Move) -> Values:
        """Return what the roster loses after a move, whatever its breaks.

        The roster after it is made only if a goal has to see it.

        Parameters
        ----------
        move
            What changes.
        """
        made: list[Facts] = []

        def facts() -> Facts:
            if not made:
                made.append(self.facts.after(move))
            return made[0]

        goals = dict(self._points)
        for officer in dict.fromkeys(t.officer for t in move.tours):
            before = self.facts.tours_of[officer]
            now = _tours_after(before, move, officer)
            for goal, value in self._of_goals(facts, officer, now).items():
                old = self._of_goals(lambda: self.facts, officer, before)
                goals[goal] += value - old[goal]
        for goal, change in self._of_cover(facts, move).items():
            goals[goal] += change
        again = list(self._goals[Reach.WHOLE])
        if move.seats:
            for goal, change in self._of_crews(move).items():
                goals[goal] += change
            goals |= self._of_held(facts, move)
            again += self._goals[Reach.CREWS]
        return self._valued(goals | _score(facts(), again) if again else goals)

    def _of_goals(
        self, facts: Callable[[], Facts], officer: str, tours: tuple[Tour, ...]
    ) -> dict[str, int]:
        key = (officer, tours)
        if key not in self._toured:
            own = self._alone(facts(), officer)
            self._toured[key] = _score(own, self._goals[Reach.TOURS])
        return self._toured[key]

    def _of_cover(self, facts: Callable[[], Facts], move: Move) -> dict[str, int]:
        """Return how much more a move loses in goals about cover."""
        asked = self._goals[Reach.COVER]
        if not asked or not move.tours:
            return {}
        key = (frozenset(move.tours_dropped), frozenset(move.tours_added))
        if key not in self._covered:
            now, before = (
                _score(_of_cover(f, move.tours), asked) for f in (facts(), self.facts)
            )
            self._covered[key] = {g: now[g] - before[g] for g in asked}
        return self._covered[key]

    def _of_crews(self, move: Move) -> dict[str, int]:
        """Return how much more a move loses in goals about single crews."""
        asked = self._goals[Reach.MISSION]
        if not asked:
            return {}
        missions = frozenset(o.mission for o in move.occurrences)
        if missions not in self._crewed:
            self._crewed[missions] = _score(_of_missions(self.facts, missions), asked)
        before = self._crewed[missions]
        now = _score(_of_missions(self.facts, missions, move), asked)
        return {g: now[g] - before[g] for g in asked}

    def _of_held(self, facts: Callable[[], Facts], move: Move) -> dict[str, int]:
        """Return what is lost in goals that look at what is held, if it changes."""
        before = self.facts.crews
        heads = Counter(d.occurrence for d in move.seats_added)
        heads.subtract(d.occurrence for d in move.seats_dropped)
        changed = frozenset(
            o
            for o, more in heads.items()
            if bool(len(before.get(o, ())) + more) != (o in before)
        )
        if changed not in self._hold:
            again = self._goals[Reach.HELD] if changed else ()
            self._hold[changed] = _score(facts(), again) if again else {}
        return self._hold[changed]

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


def crews_broken(
    facts: Facts,
    missions: Collection[str],
    rules: Iterable[Rule] = tuple(RULES.values()),
) -> set[str]:
    """Return those of some missions in whose crews a rule about crews is broken."""
    part = _of_missions(facts, missions)
    return {
        breach.mission
        for rule in rules
        if RULE_REACH.get(rule.name) is Reach.MISSION
        for breach in rule.check(part)
        if breach.mission and rule.excuse(facts.scenario, breach) is None
    }


def _of_missions(
    facts: Facts, missions: Collection[str], move: Move | None = None
) -> Facts:
    """Return the crews of some missions, after a move, as a roster without tours."""
    crews: dict[Occurrence, tuple[Duty, ...]] = {}
    for mission in missions:
        crews |= {o: facts.crews[o] for o in facts.held[mission]}
    if move is not None:
        for duty in move.seats_dropped:
            own = crews[duty.occurrence]
            crews[duty.occurrence] = tuple(d for d in own if d != duty)
        for duty in move.seats_added:
            own = (*crews.get(duty.occurrence, ()), duty)
            crews[duty.occurrence] = tuple(sorted(own, key=_in_crew))
        crews = {o: crew for o, crew in crews.items() if crew}
    held: dict[str, tuple[Occurrence, ...]] = dict.fromkeys(missions, ())
    for occurrence in sorted(crews, key=lambda o: (o.span, o)):
        held[occurrence.mission] += (occurrence,)
    duties = tuple(d for crew in crews.values() for d in crew)
    seats = tuple(assigned(Seat(d.occurrence, d.position), d.officer) for d in duties)
    part = Facts(facts.scenario, Roster((), seats))
    vars(part).update(held=held, crews=crews, duties=duties)
    return part


def _in_crew(duty: Duty) -> tuple[str, str]:
    return (duty.position.name, duty.officer)


def _tours_after(tours: tuple[Tour, ...], move: Move, officer: str) -> tuple[Tour, ...]:
    """Return the tours of an officer after a move, in order of time."""
    left = [t for t in tours if t not in move.tours_dropped]
    left += [t for t in move.tours_added if t.officer == officer]
    return tuple(sorted(left, key=lambda t: (t.span, t.shift)))


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
