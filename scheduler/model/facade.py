"""The words in which rules and goals speak to the model. No solver is imported here.

Crews are counted, not named: officers that every rule treats alike while they are on
tours with one span form a *group*, and the model decides how many of a group sit in a
seat. A group of one officer is the special case in which a head-count is that officer's
assignment.

What one member of a group of several does is not decided, so no expression can stand
for it. A word that is asked for it raises ``SharedGroupError`` instead of answering 0,
or with what the whole group does.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import Officer
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.domain.tours import Tour

Linear: TypeAlias = Any
"""A linear integer expression of the solver, or a plain integer."""

T = TypeVar("T")


class SharedGroupError(Exception):
    """A question about one officer, or one property, to which a group has no answer.

    It is a fault of the rule or goal that asks, never of a scenario.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Officers that are interchangeable in crews while on a tour.

    Parameters
    ----------
    slot
        Span of the tours meant; ``None`` = outside any tour.
    officers
        Those who may work such a tour; never empty, in order of id.
    """

    slot: Span | None
    officers: tuple[Officer, ...]

    def common(self, look: Callable[[Officer], T]) -> T:
        """Return what is seen in an officer of the group, whichever it is.

        Raises
        ------
        SharedGroupError
            If the officers differ in it.
        """
        seen = look(self.officers[0])
        for other in self.officers[1:]:
            if look(other) != seen:
                raise SharedGroupError(
                    f"{self.officers[0].id} and {other.id} are counted together, and "
                    f"differ in what is asked of their group: {seen} and "
                    f"{look(other)}. Return it from `grouping_key` of the rule or "
                    "goal that asks"
                )
        return seen

    @property
    def size(self) -> int:
        """Head-count of the group."""
        return len(self.officers)


@dataclass(frozen=True, slots=True, eq=False)
class Placement:
    """A seat that members of a group may take during their tour."""

    seat: Seat
    group: Group


@dataclass(frozen=True, slots=True, eq=False)
class Stint:
    """What a member of a group holds at a stretch, and nothing else meanwhile.

    Parameters
    ----------
    missions
        The mission held; or missions of an equipage that follow each other in it, in
        order of time. Each in the forms in which it may be held: the first and the last
        in one, those between in any.
    """

    missions: tuple[tuple[Occurrence, ...], ...]

    @property
    def first(self) -> Occurrence:
        """The mission with which it begins."""
        return self.missions[0][0]

    @property
    def last(self) -> Occurrence:
        """The mission with which it ends."""
        return self.missions[-1][0]

    def holds(self, mission: str) -> bool:
        """Tell whether a mission is one of those held."""
        return any(forms[0].mission == mission for forms in self.missions)


class ModelFacade(Protocol):
    """What ``post`` may say. Expressions are integers; literals are 0 or 1."""

    scenario: Scenario

    def obeys(self, rule: str) -> bool:
        """Tell whether a rule is among those of the model."""

    @property
    def groups(self) -> Sequence[Group]:
        """All groups."""

    def groups_of(self, officer: str, *, shared: bool = False) -> Sequence[Group]:
        """Return the groups of an officer: one for each span that a tour may have.

        Parameters
        ----------
        officer
            Whose.
        shared
            Whether the caller looks at the size of each group: what is counted over a
            group of several is not about this officer.

        Raises
        ------
        SharedGroupError
            If a group with a seat has other members too, and ``shared`` is not given.
        """

    def tours(self, officer: str) -> Sequence[Tour]:
        """Return the tours an officer may work, in order of time."""

    def works(self, tour: Tour) -> Linear:
        """Return the literal that a tour is worked."""

    def worked(self, officer: str, day: dt.date) -> Linear:
        """Return the literal that an officer has a tour beginning on a day."""

    def held(self, occurrence: Occurrence) -> Linear:
        """Return the literal that an occurrence has a crew."""

    def placements(
        self,
        *,
        occurrence: Occurrence | None = None,
        group: Group | None = None,
        officer: str | None = None,
    ) -> Sequence[Placement]:
        """Return the placements that rules admit.

        Parameters
        ----------
        occurrence, group
            Only those of an occurrence, of a group, or of both.
        officer
            Only those that this officer alone can take.

        Raises
        ------
        SharedGroupError
            If the officer could take one of them as a member of a group of several.
        """

    def heads(self, placements: Iterable[Placement]) -> Linear:
        """Return the head-count over some placements."""

    def sits(self, officer: str, occurrence: Occurrence) -> Linear:
        """Return the literal that an officer sits in a crew; 0 if none is open to them.

        Raises
        ------
        SharedGroupError
            If the officer could sit there as a member of a group of several.
        """

    def may_sit(self, officer: str, occurrence: Occurrence) -> bool:
        """Tell whether a seat is open to an officer, apart from others or not."""

    def stints(self, group: Group) -> Sequence[Stint]:
        """Return what members of a group may hold at a stretch.

        Every head that a group has in a mission belongs to exactly one stint.
        """

    def number(self, stints: Iterable[Stint]) -> Linear:
        """Return how many officers hold some stints."""

    def on_tour(self, group: Group) -> Linear:
        """Return how many of a group work a tour with its span; all if it has none."""

    def add(self, constraint: Any) -> None:
        """Add a linear (in)equality between expressions."""

    def at_least_one(self, literals: Iterable[Linear]) -> None:
        """Require one of the literals."""

    def flag(self) -> Linear:
        """Return a new literal."""

    def shortage(
        self, wanted: int, present: Linear, *, lot: int = 1, most: int | None = None
    ) -> Linear:
        """Return a penalty of at least what is missing, in lots begun, or 0.

        Parameters
        ----------
        wanted, present
            What is missing is their difference.
        lot
            How much of it makes one point.
        most
            The most that can be missing, if ``present`` may be below 0.
        """

    def convex(self, amount: Linear, costs: Sequence[tuple[int, int]]) -> Linear:
        """Return a penalty of at least a convex function of an amount.

        Parameters
        ----------
        amount
            Expression that takes only the amounts listed.
        costs
            Pairs (amount, cost) by increasing amount; the slopes must not decrease.
        """

    def cliques(
        self, items: Sequence[T], conflict: Callable[[T, T], bool]
    ) -> Iterable[Sequence[T]]:
        """Yield the maximal sets of items that conflict pairwise (singletons too)."""
