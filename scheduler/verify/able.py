"""Officers who may take a seat; each rule is asked as seldom as possible."""

from collections import defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass

from scheduler.domain.kept import kept_for_latest
from scheduler.domain.missions import Seat
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
        found: list[tuple[Rule, list[list[str]]]] = []
        for rule in _JUDGES:
            views: defaultdict[Hashable, list[str]] = defaultdict(list)
            for o in scenario.officers.values():
                own = o.id if o.id in excepted else None
                views[o.force, rule.looks_at(scenario, o), own].append(o.id)
            found.append((rule, list(views.values())))
        # Rules that see few differences first: they leave few officers to the others.
        found.sort(key=lambda pair: len(pair[1]))
        self._alike = [(rule, alike) for rule, groups in found for alike in groups]
        self._all = self.panel(scenario.officers)
        self._found: dict[int, tuple[Seat, tuple[str, ...]]] = {}

    def of(self, scenario: Scenario, seat: Seat) -> tuple[str, ...]:
        """Return the officers whom every rule allows there, in scenario order."""
        # Keep the seat: its id must not be reused while the answer is cached.
        if id(seat) not in self._found:
            self._found[id(seat)] = (seat, self.ask(scenario, seat, self._all))
        return self._found[id(seat)][1]

    def kept_out(self, scenario: Scenario, seat: Seat) -> dict[str, frozenset[str]]:
        """Return the officers whom each rule keeps out of a seat, in order of rule."""
        found: dict[str, set[str]] = {rule.name: set() for rule in _JUDGES}
        for rule, alike in self._alike:
            if not rule.lets(scenario, scenario.officers[alike[0]], seat):
                found[rule.name].update(alike)
        return {name: frozenset(out) for name, out in found.items()}

    def panel(self, some: Collection[str]) -> "Panel":
        """Return what asks the rules about some officers only."""
        alike = ((rule, [o for o in own if o in some]) for rule, own in self._alike)
        return Panel(tuple(some), tuple((rule, own) for rule, own in alike if own))

    @staticmethod
    def ask(scenario: Scenario, seat: Seat, panel: "Panel") -> tuple[str, ...]:
        """Return the officers of a panel whom every rule allows in a seat."""
        out: set[str] = set()
        for rule, alike in panel.alike:
            if alike[0] not in out or not out.issuperset(alike):
                officer = scenario.officers[alike[0]]
                if not rule.lets(scenario, officer, seat):
                    out.update(alike)
        return tuple(o for o in panel.officers if o not in out)


@dataclass(frozen=True, slots=True)
class Panel:
    """Some officers, and who among them are the same to each rule.

    Parameters
    ----------
    officers
        Who, in scenario order.
    alike
        Each rule with officers in whom it sees the same.
    """

    officers: tuple[str, ...]
    alike: tuple[tuple[Rule, list[str]], ...]


_able = kept_for_latest(Able)


def able(scenario: Scenario, seat: Seat) -> tuple[str, ...]:
    """Return the officers whom every rule allows in a seat, in scenario order."""
    return _able(scenario).of(scenario, seat)


def panel(scenario: Scenario, some: Collection[str]) -> Panel:
    """Return what asks the rules about some officers, given in scenario order."""
    return _able(scenario).panel(some)


def able_among(scenario: Scenario, seat: Seat, some: Panel) -> tuple[str, ...]:
    """Return those of some officers whom every rule allows in a seat; see ``able``."""
    return _able(scenario).ask(scenario, seat, some)


def kept_out(scenario: Scenario, seat: Seat) -> dict[str, frozenset[str]]:
    """Return the officers whom each rule keeps out of a seat, in order of rule."""
    return _able(scenario).kept_out(scenario, seat)
