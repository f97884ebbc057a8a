"""What a goal is: words, settings, penalty terms in the model, a score of a roster."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit, declared, value_in_force
from scheduler.domain.time import Span
from scheduler.words import n_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A part of a goal's value, with its reason.

    Parameters
    ----------
    points
        Contribution to the goal's value, at least 1.
    message
        Sentence (message id) with ``{placeholders}`` for ``values``.
    values
        What fills the placeholders.
    officer, mission, zone, day
        What is concerned, if anything.
    missing
        Crews or heads missing, for missions and cover.
    """

    points: int
    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    officer: str | None = None
    mission: str | None = None
    zone: str | None = None
    day: dt.date | None = None
    missing: int = 0


class Goal(ABC):
    """A goal: a value of 0 or more, the smaller the better.

    ``post`` and ``score`` are independent: one speaks of variables, the other of a
    roster. ``choices`` are plain English sentences for readers of the code and of
    ``docs/rules.md``: how the goal is read where its sources are silent.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[str]
    source: ClassVar[str]
    unit: ClassVar[Unit]
    settings: ClassVar[tuple[Setting, ...]] = ()
    choices: ClassVar[tuple[str, ...]] = ()

    def counted(self, number: int) -> str:
        """Return a value with its unit, for a goal whose unit is a count."""
        return n_("{n} loss", "{n} losses", number)

    def value(
        self, scenario: Scenario, officer: str, setting: str, day: dt.date
    ) -> int | None:
        """Return the value of a setting for an officer on a day; ``None`` = none."""
        own = declared(self.settings, setting)
        return value_in_force(own, self.name, scenario.regime(officer), day)

    def grouping_key(
        self,
        scenario: Scenario,  # noqa: ARG002
        officer: Officer,  # noqa: ARG002
        slot: Span | None,  # noqa: ARG002
    ) -> Hashable:
        """Return what this goal looks at in an officer on a tour; ``None`` = nothing.

        Officers of a group have equal keys. Officers who are kept apart on some tour
        are also kept apart outside any.

        Parameters
        ----------
        scenario
            What is planned.
        officer
            The officer.
        slot
            Span of the tour; ``None`` = outside any tour.
        """
        return None

    @abstractmethod
    def post(self, model: "ModelFacade") -> "Linear":
        """Return the penalty to minimise, an integer expression of at least 0."""

    @abstractmethod
    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield what a roster loses; the goal's value is the sum of the points."""
