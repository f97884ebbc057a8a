"""The façade: the interface of the model for rules and goals. It imports no solver.

Crews are counted, not named. Officers whom every rule treats alike on tours with one
span form a *group*, and the model decides how many of a group take a seat. For a group
of one officer, the head-count is that officer's assignment.

What one member of a larger group does is not decided, so no expression represents it. A
method that is asked for one raises ``SharedGroupError``.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, TypeVar

from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import Officer
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour

Linear: TypeAlias = Any
"""A linear integer expression of the solver, or a plain integer."""

T = TypeVar("T")


class SharedGroupError(Exception):
    """A rule or goal asks about one officer of a group that counts several.

    It is a fault of that rule or goal, never of a scenario.
    """


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Officers who are interchangeable in crews while on tours with one span.

    Parameters
    ----------
    slot
        Span of the tours; ``None`` = outside any tour.
    officers
        Officers who may work such a tour; never empty, in order of id.
    """

    slot: Span | None
    officers: tuple[Officer, ...]

    def common(self, look: Callable[[Officer], T]) -> T:
        """Return a property that all officers of the group have in common.

        Raises
        ------
        SharedGroupError
            If the officers differ in it.
        """
        seen = look(self.officers[0])
        for other in self.officers[1:]:
            if look(other) != seen:
                raise SharedGroupError(
                    f"{self.officers[0].id} and {other.id} are counted together, but "
                    "differ in a property that a rule or goal asks of their group: "
                    f"{seen} and {look(other)}. Return it from `grouping_key` of that "
                    "rule or goal"
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
    """Missions that a member of a group holds in a row, with nothing in between.

    Parameters
    ----------
    missions
        One mission, or consecutive missions of an equipage in order of time. Each is
        given by the forms in which it may be held: one form for the first and the last
        mission, any for those between.
    """

    missions: tuple[tuple[Occurrence, ...], ...]

    @property
    def first(self) -> Occurrence:
        """Its first mission, in its form."""
        return self.missions[0][0]

    @property
    def last(self) -> Occurrence:
        """Its last mission, in its form."""
        return self.missions[-1][0]

    def holds(self, mission: str) -> bool:
        """Tell whether a mission is one of its missions."""
        return any(forms[0].mission == mission for forms in self.missions)


class ModelFacade(Protocol):
    """What ``post`` may use. Expressions are integers; literals are 0 or 1."""

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
            Who.
        shared
            Whether groups of several officers are returned too. The caller must then
            check their size: their head-counts are not about this officer alone.

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
        """Return the literal that an officer works a tour that begins on a day."""

    @property
    def relaxed(self) -> bool:
        """Whether lazy rules may be broken where they do not bind."""

    def binds(self, officer: str, slot: Span | None) -> bool:
        """Tell whether a lazy rule must hold for an officer on tours of a slot.

        It always must in an exact model, else where officers were told apart because
        a roster was found to break one (``Rule.lazy``).
        """

    def held(self, occurrence: Occurrence) -> Linear:
        """Return the literal that an occurrence has a crew."""

    def placements(
        self,
        *,
        occurrence: Occurrence | None = None,
        group: Group | None = None,
        officer: str | None = None,
    ) -> Sequence[Placement]:
        """Return the placements that the rules admit.

        Parameters
        ----------
        occurrence, group
            Only those of an occurrence, of a group, or of both.
        officer
            Only those of this officer.

        Raises
        ------
        SharedGroupError
            If one of them belongs to a group with other members.
        """

    def heads(self, placements: Iterable[Placement]) -> Linear:
        """Return the head-count over some placements."""

    def sits(self, officer: str, occurrence: Occurrence) -> Linear:
        """Return the literal that an officer is in a crew; 0 if no seat is open.

        Raises
        ------
        SharedGroupError
            If a seat is open to a group of the officer with other members.
        """

    def may_sit(self, officer: str, occurrence: Occurrence) -> bool:
        """Tell whether a seat is open to an officer, in a group of any size."""

    def stints(self, group: Group) -> Sequence[Stint]:
        """Return the stints that members of a group may hold.

        Every head that a group has in a mission belongs to exactly one stint.
        """

    def number(self, stints: Iterable[Stint]) -> Linear:
        """Return how many officers hold some stints."""

    def time_between(
        self, slot: Span | None
    ) -> Callable[[Occurrence, Occurrence], Minute]:
        """Return what gives the least minutes between two missions of a tour.

        That is the scenario's transition time, and what rules need beyond it on tours
        of a slot (``Rule.needs_between``).
        """

    def on_tour(self, group: Group) -> Linear:
        """Return how many of a group work a tour with its span; all if it has none."""

    def add(self, constraint: Any) -> None:
        """Add a linear (in)equality between expressions."""

    def at_least_one(self, literals: Iterable[Linear]) -> None:
        """Require one of the literals."""

    def flag(self) -> Linear:
        """Return a new literal."""

    def count(self, most: int) -> Linear:
        """Return a new variable from 0 to a number."""

    def shortage(
        self, wanted: int, present: Linear, *, lot: int = 1, most: int | None = None
    ) -> Linear:
        """Return a penalty of at least the shortage in lots, rounded up, and 0.

        Parameters
        ----------
        wanted, present
            The shortage is their difference, if positive.
        lot
            Amount of shortage that costs one point.
        most
            Greatest shortage, if ``present`` may be below 0.
        """

    def convex(self, amount: Linear, costs: Sequence[tuple[int, int]]) -> Linear:
        """Return a penalty of at least a convex function of an amount.

        Parameters
        ----------
        amount
            Expression that takes only the amounts in ``costs``.
        costs
            Pairs (amount, cost) by increasing amount; the slopes must not decrease.
        """

    def tighten(
        self,
        cost: Linear,
        counted: Sequence[Sequence[Linear]],
        points: Mapping[tuple[int, ...], int],
    ) -> None:
        """Tell which values some counts and a penalty can have together.

        The search adds rows of the convex hull of these points where its relaxation is
        below it. That changes no value, only how soon it is proved.

        Parameters
        ----------
        cost
            The penalty.
        counted
            The literals that each count sums.
        points
            All counts that can occur, with the least penalty of each.
        """

    def cliques(
        self,
        items: Sequence[T],
        conflict: Callable[[T, T], bool],
        *,
        lazily: bool = False,
    ) -> Iterable[Sequence[T]]:
        """Yield the maximal sets of items that conflict pairwise (singletons too).

        Parameters
        ----------
        items, conflict
            The items, and whether two of them conflict.
        lazily
            If there are very many sets, yield only some of them, which hold every pair
            that conflicts. That is enough to share missions out to one officer; a row
            missing for a larger group is added when a solution has no names.
        """
