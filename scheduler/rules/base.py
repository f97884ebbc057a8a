"""What a hard rule is: words, source, settings, a model half and a check half."""

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, TypeAlias

from scheduler.domain.authority import Authority, Override, Scope
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import (
    Setting,
    Unit,
    declared,
    source_in_force,
    value_in_force,
)
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour

if TYPE_CHECKING:
    from scheduler.facade import Group, ModelFacade

Needed: TypeAlias = Callable[[Occurrence, Occurrence], Minute]
"""Gives the least minutes between the end of one mission and another's start."""


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
    setting
        Setting that holds the limit broken, where the rule has several.
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
    setting: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a rule with a limit measures in the roster of one officer.

    Parameters
    ----------
    rule, officer
        Whose measure this is.
    setting
        Setting that holds the limit.
    value, limit
        Amount found and amount allowed, in ``unit``; a limit of ``None`` = counted, not
        limited.
    unit
        What both count.
    at_least
        Whether the limit is a minimum.
    day
        Local day, or first day of the period, measured.
    source
        Article behind the limit that was applied.
    binding
        Whether a value beyond the limit is refused; False = it is only compared.
    at
        Exact time, for what has one.
    days, known
        For a period that reaches back before the horizon: its number of local days, and
        on how many of them something is known. The others count as not worked.
    """

    rule: str
    officer: str
    setting: str
    value: int
    limit: int | None
    unit: Unit = Unit.MINUTES
    at_least: bool = False
    day: dt.date
    source: str
    binding: bool = True
    at: Span | None = None
    days: int | None = None
    known: int | None = None

    @property
    def margin(self) -> int | None:
        """How far the value is from the limit; negative = beyond it."""
        if self.limit is None:
            return None
        return self.value - self.limit if self.at_least else self.limit - self.value


class Rule(ABC):
    """A hard rule.

    The model half is ``admits``, ``admits_tour``, ``admits_placement`` and ``post``;
    the check half is ``check``. The halves share the settings and nothing else, so that
    each can catch the other's faults. Class attributes are the rule's words: ``title``
    and ``words`` are message ids, ``source`` names the article, ``example`` is one case
    in a sentence. ``authority`` says who may set the rule aside. ``scope`` says what an
    override must name; ``None`` = nobody may set the rule aside. ``choices`` are plain
    English sentences for readers of the code and of ``docs/rules.md``: how the rule is
    read where its sources are silent. ``lazy`` says when ``keeps_apart`` takes effect:
    at once, or only on tours on which a roster was found to break the rule. Then
    ``post`` adds rows only there too (``ModelFacade.binds``), and ``post_together``
    says before that what it can of officers who are counted together. It is meant for
    rules that are rarely broken although they could be on many tours.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    words: ClassVar[str]
    example: ClassVar[str]
    source: ClassVar[str]
    authority: ClassVar[Authority]
    scope: ClassVar[Scope | None] = None
    settings: ClassVar[tuple[Setting, ...]] = ()
    choices: ClassVar[tuple[str, ...]] = ()
    lazy: ClassVar[bool] = False

    def value(
        self, scenario: Scenario, officer: str, setting: str, day: dt.date
    ) -> int | None:
        """Return a setting's value for an officer on a day; ``None`` = no limit."""
        own = declared(self.settings, setting)
        return value_in_force(own, self.name, scenario.regime(officer), day)

    def value_source(
        self, scenario: Scenario, officer: str, setting: str, day: dt.date
    ) -> str:
        """Return the article behind a setting's value for an officer on a day."""
        own = declared(self.settings, setting)
        regime = scenario.regime(officer)
        return source_in_force(own, self.name, regime, day)

    def lets(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Tell whether the officer could sit there, by the rule or by an override."""
        return self.admits(scenario, officer, seat) or (
            self.scope is Scope.SEAT
            and self.waived(scenario, officer.id, seat.occurrence.mission) is not None
        )

    def waived(
        self,
        scenario: Scenario,
        officer: str | None = None,
        mission: str | None = None,
        day: dt.date | None = None,
        command: ForceKind | None = None,
    ) -> Override | None:
        """Return the override that sets the rule aside for a case; ``None`` = none.

        An override without the signatures that the rule's authority requires has no
        effect: both commands for an agreement rule, the officer's own for a local one.

        Parameters
        ----------
        scenario
            Holds the overrides.
        officer, mission, day
            The case; only what the rule's scope names is compared.
        command
            Command that must have signed, for a local rule about a crew; ``None`` =
            either.
        """
        if self.scope is Scope.SEAT:
            found = scenario.override(self.name, officer=officer, mission=mission)
        elif self.scope is Scope.CREW:
            found = scenario.override(self.name, mission=mission)
        elif self.scope is Scope.TOUR:
            found = scenario.override(self.name, officer=officer, day=day)
        else:
            return None
        if found is None:
            return None
        if found.officer is not None:
            command = scenario.force(found.officer).kind
        return found if self._decided(found, command) else None

    def _decided(self, override: Override, command: ForceKind | None) -> bool:
        signed = override.commands
        if self.authority is Authority.AGREEMENT:
            return signed.issuperset(ForceKind)
        if self.authority is Authority.LOCAL:
            return bool(signed) if command is None else command in signed
        return False

    def excuse(self, scenario: Scenario, breach: Breach) -> Override | None:
        """Return the override that covers a breach; ``None`` = it stands."""
        officer = breach.officers[0] if len(breach.officers) == 1 else None
        day = None if breach.when is None else scenario.clock.date(breach.when)
        return self.waived(scenario, officer, breach.mission, day)

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:  # noqa: ARG002
        """Yield what the rule measures for an officer, nearest to its limit.

        Rules without a limit yield nothing.
        """
        return iter(())

    def cases(self, facts: Facts, officer: str) -> int:
        """Return how many cases of an officer the rule judged in a roster.

        Seats of which the rule asks nothing and tours without a limit are not cases. A
        rule with ``measure`` has none. By default: crews for a rule set aside by crew,
        seats for a rule about seats, otherwise none.
        """
        own = type(self)
        if own.measure is not Rule.measure:
            return 0
        if self.scope is Scope.CREW:
            return len({d.occurrence for d in facts.duties_of[officer]})
        if self.scope is Scope.SEAT or own.admits is not Rule.admits:
            return len(facts.duties_of[officer])
        return 0

    def article(self, scenario: Scenario, breach: Breach) -> str:
        """Return the article that a breach is against: that of the limit applied.

        It is the rule's source if the rule has no limit, if it has several and the
        breach names none, or if the limit is a choice.
        """
        if len(breach.officers) != 1:
            return self.source
        day = scenario.clock.start
        if breach.when is not None:
            day = scenario.clock.date(breach.when)
        officer = breach.officers[0]
        articles = dict.fromkeys(
            self.value_source(scenario, officer, s.name, day)
            for s in self.settings
            if breach.setting in (None, s.name)
            and self.value(scenario, officer, s.name, day) is not None
        )
        if len(articles) != 1 or not articles.keys().isdisjoint(("", "CHOICE")):
            return self.source
        return next(iter(articles))

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:  # noqa: ARG002
        """Return what ``admits`` looks at in an officer.

        Officers of equal values are admitted to the same seats, so that ``admits`` is
        asked once for all of them. By default: the officer's id.
        """
        return officer.id

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:  # noqa: ARG002
        """Tell whether the officer could sit there, whatever else is decided."""
        return True

    def admits_tour(self, scenario: Scenario, tour: Tour) -> bool:  # noqa: ARG002
        """Tell whether the tour could be worked, whatever else is decided."""
        return True

    def admits_placement(self, seat: Seat, slot: Span | None) -> bool:  # noqa: ARG002
        """Tell whether a seat could be taken within a tour (``None`` = outside any)."""
        return True

    def because(
        self,
        scenario: Scenario,  # noqa: ARG002
        seat: Seat,  # noqa: ARG002
    ) -> tuple[str, Mapping[str, str | int]] | None:
        """Return why nobody may sit there: what ended or is missing, and the article.

        A sentence (message id) with its values. Called only where the rule keeps
        officers out; ``None`` = the rule's title is enough.
        """
        return None

    def grouping_key(
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

    def keeps_apart(
        self,
        model: "ModelFacade",  # noqa: ARG002
        officers: Sequence[Officer],  # noqa: ARG002
        slot: Span,  # noqa: ARG002
        seats: Sequence[Seat],  # noqa: ARG002
    ) -> bool:
        """Tell whether officers who are alike must be kept apart on a tour.

        Asked about officers to whom all rules give equal grouping keys, and the seats
        that each of them may take on tours of this span.
        """
        return False

    def needs_between(
        self,
        scenario: Scenario,  # noqa: ARG002
        slot: Span,  # noqa: ARG002
    ) -> "Needed | None":
        """Return what an officer needs between two missions of a tour of a slot.

        Minutes that are added to the transition time; ``None`` = none on such tours.
        So that names can be dealt, whoever can hold a mission after a second one, and
        that one after a first, must be able to hold it after the first.
        """
        return None

    def post(self, model: "ModelFacade") -> None:  # noqa: B027
        """Add the constraints that ``admits`` cannot express."""

    def post_together(  # noqa: B027
        self, model: "ModelFacade", group: "Group"
    ) -> None:
        """Of a lazy rule: add what head-counts of a group can say of it.

        That is called for groups of a relaxed model on whose tours a roster was found
        to break a lazy rule. Every lawful roster must keep these constraints.
        """

    @abstractmethod
    def check(self, facts: Facts) -> Iterator[Breach]:
        """Yield every breach found in a roster."""


def standing(facts: Facts, rules: Iterable[Rule]) -> Iterator[Breach]:
    """Yield the breaches that no override excuses."""
    for rule in rules:
        for breach in rule.check(facts):
            if rule.excuse(facts.scenario, breach) is None:
                yield breach


def is_lawful(facts: Facts, rules: Iterable[Rule]) -> bool:
    """Tell whether rules find no breach that no override excuses."""
    return not any(standing(facts, rules))
