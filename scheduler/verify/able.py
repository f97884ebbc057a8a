"""Officers who may take a seat; each rule is asked as seldom as possible."""

from collections import defaultdict
from collections.abc import Hashable

from scheduler.domain.missions import Seat
from scheduler.domain.scenario import Scenario
from scheduler.rules import RULES, Rule
from scheduler.verify._latest import kept_for_latest

NO_REASON = frozenset({"freeze_kept"})
"""Rules that explain no shortfall: before a freeze, the reason is what it was."""

_JUDGES = tuple(
    r
    for r in RULES.values()
    if type(r).admits is not Rule.admits and r.name not in NO_REASON
)
"""The rules that may keep an officer out of a seat: flexible missions have many."""


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
        excepted = {o.officer for o in scenario.overrides}
        self._alike: defaultdict[tuple[Rule, Hashable], list[str]] = defaultdict(list)
        for rule in _JUDGES:
            for o in scenario.officers.values():
                own = o.id if o.id in excepted else None
                view = (o.force, rule.looks_at(scenario, o), own)
                self._alike[rule, view].append(o.id)
        self._found: dict[int, tuple[Seat, tuple[str, ...]]] = {}

    def of(self, scenario: Scenario, seat: Seat) -> tuple[str, ...]:
        """Return the officers whom every rule allows there, in scenario order."""
        # Keep the seat: its id must not be reused while the answer is cached.
        if id(seat) not in self._found:
            out: set[str] = set()
            for (rule, _view), alike in self._alike.items():
                if alike[0] not in out or not out.issuperset(alike):
                    officer = scenario.officers[alike[0]]
                    if not rule.lets(scenario, officer, seat):
                        out.update(alike)
            found = tuple(o for o in scenario.officers if o not in out)
            self._found[id(seat)] = (seat, found)
        return self._found[id(seat)][1]


_able = kept_for_latest(Able)


def able(scenario: Scenario, seat: Seat) -> tuple[str, ...]:
    """Return the officers whom every rule allows in a seat, in scenario order."""
    return _able(scenario).of(scenario, seat)
