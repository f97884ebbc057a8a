"""Officers who may take a seat; each rule is asked as seldom as possible."""

from collections import defaultdict
from collections.abc import Hashable

from scheduler.domain.kept import kept_for_latest
from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES, Rule

NO_REASON = frozenset({"freeze_kept"})
"""Rules that explain no shortfall: before a freeze, the reason is what it was."""

_JUDGES = tuple(
    r
    for r in RULES.values()
    if type(r).admits is not Rule.admits and r.name not in NO_REASON
)
"""The rules that may keep an officer out of a seat: flexible missions have many."""

_FIRST = ("position_force", "territory")
"""Rules that are asked first: they leave few officers to the others."""


class _Judge:
    """A rule, and the officers in whom it sees the same.

    Parameters
    ----------
    rule
        The rule.
    scenario
        What is planned.
    """

    def __init__(self, rule: Rule, scenario: Scenario) -> None:
        excepted = {o.officer for o in scenario.overrides}
        views: defaultdict[Hashable, list[Officer]] = defaultdict(list)
        for o in scenario.officers.values():
            own = o.id if o.id in excepted else None
            views[o.force, rule.looks_at(scenario, o), own].append(o)
        self.rule = rule
        self.alike = [
            (found[0], frozenset(o.id for o in found)) for found in views.values()
        ]
        self._view = {o: i for i, (_o, ids) in enumerate(self.alike) for o in ids}

    def exclude(self, scenario: Scenario, seat: Seat, left: set[str]) -> None:
        """Remove the officers whom the rule keeps out of a seat."""
        if len(left) < len(self.alike):
            views = [self.alike[i] for i in {self._view[o] for o in left}]
        else:
            views = [view for view in self.alike if not left.isdisjoint(view[1])]
        for officer, ids in views:
            if not self.rule.lets(scenario, officer, seat):
                left -= ids


class Able:
    """Officers by seat, computed once for a scenario.

    A rule is asked once for all officers of a force in whom it sees the same
    (``Rule.looks_at``); for an officer named by an override it is asked separately.

    Parameters
    ----------
    scenario
        What is planned.
    """

    def __init__(self, scenario: Scenario) -> None:
        self._judges = [_Judge(rule, scenario) for rule in _JUDGES]
        self._asked = sorted(
            self._judges, key=lambda j: (j.rule.name not in _FIRST, len(j.alike))
        )
        self._found: dict[int, tuple[Seat, tuple[str, ...]]] = {}

    def of(self, scenario: Scenario, seat: Seat) -> tuple[str, ...]:
        """Return the officers whom every rule allows there, in scenario order."""
        # Keep the seat: its id must not be reused while the answer is cached.
        if id(seat) not in self._found:
            left = set(scenario.officers)
            for judge in self._asked:
                judge.exclude(scenario, seat, left)
            found = tuple(o for o in scenario.officers if o in left)
            self._found[id(seat)] = (seat, found)
        return self._found[id(seat)][1]

    def kept_out(self, scenario: Scenario, seat: Seat) -> dict[str, frozenset[str]]:
        """Return the officers whom each rule keeps out of a seat, in order of rule."""
        return {
            judge.rule.name: frozenset().union(
                *(
                    ids
                    for officer, ids in judge.alike
                    if not judge.rule.lets(scenario, officer, seat)
                )
            )
            for judge in self._judges
        }


_able = kept_for_latest(Able)


def able(scenario: Scenario, seat: Seat) -> tuple[str, ...]:
    """Return the officers whom every rule allows in a seat, in scenario order."""
    return _able(scenario).of(scenario, seat)


def kept_out(scenario: Scenario, seat: Seat) -> dict[str, frozenset[str]]:
    """Return the officers whom each rule keeps out of a seat, in order of rule."""
    return _able(scenario).kept_out(scenario, seat)
