"""What a hard rule is: words, source, settings, a model half and a check half."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from scheduler.domain.missions import Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Setting, Unit, value_in_force
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour

if TYPE_CHECKING:
    from scheduler.model.facade import ModelFacade


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One breach of a rule by a roster.

    Parameters
    ----------
    rule
        Name of the rule.
    message
        Sentence (message id) with ``{placeholders}`` for ``values``.
    values
        What fills the placeholders: codes, numbers, instants already as minutes.
    officers
        Who is concerned.
    mission, zone
        Where, if a mission is concerned.
    when
        First minute concerned, if any.
    over
        By how much, in ``unit``; at least 1.
    """

    rule: str
    message: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    officers: tuple[str, ...] = ()
    mission: str | None = None
    zone: str | None = None
    when: Minute | None = None
    over: int = 1
    unit: Unit = Unit.COUNT


class Rule(ABC):
    """A hard rule.

    The model half is ``admits``, ``admits_tour``, ``admits_placement`` and ``post``;
    the check half is ``check``. The halves share the settings and nothing else, so that
    each can catch the other's faults. Class attributes are the rule's words: ``title``
    and ``words`` are message ids, ``source`` names the article, ``example`` is one case
    in a sentence.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[str]
    example: ClassVar[str]
    source: ClassVar[str]
    settings: ClassVar[tuple[Setting, ...]] = ()

    def value(
        self, scenario: Scenario, officer: str, setting: str, day: dt.date
    ) -> int | None:
        """Return a setting's value for an officer on a day; ``None`` = no limit."""
        declared = next(s for s in self.settings if s.name == setting)
        return value_in_force(declared, self.name, scenario.regime(officer), day)

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:  # noqa: ARG002
        """Tell whether the officer could sit there, whatever else is decided."""
        return True

    def admits_tour(self, scenario: Scenario, tour: Tour) -> bool:  # noqa: ARG002
        """Tell whether the tour could be worked, whatever else is decided."""
        return True

    def admits_placement(self, seat: Seat, slot: Span | None) -> bool:  # noqa: ARG002
        """Tell whether a seat could be taken within a tour (``None`` = outside any)."""
        return True

    def distinguishes(
        self,
        scenario: Scenario,  # noqa: ARG002
        officer: Officer,  # noqa: ARG002
        slot: Span | None,  # noqa: ARG002
    ) -> Hashable:
        """Return what this rule looks at in an officer on a tour, beyond ``admits``.

        Officers are interchangeable in crews of missions within tours of this span only
        if every rule gives them equal values.
        """
        return None

    def post(self, model: "ModelFacade") -> None:  # noqa: B027
        """Add the constraints that ``admits`` cannot express."""

    @abstractmethod
    def check(self, facts: Facts) -> Iterator[Breach]:
        """Yield every breach found in a roster."""
