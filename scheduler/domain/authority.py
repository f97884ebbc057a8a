"""Who may set a rule aside, and the decisions that do so."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.people import ForceKind
from scheduler.domain.time import Span
from scheduler.domain.validity import Term


class Authority(StrEnum):
    """The class of a rule, which says who can set it aside for one case."""

    LOGIC = "logic"
    """Part of what a roster is (nobody is in two places at once): nobody can."""
    LAW = "law"
    """A law or a decree: nobody can."""
    AGREEMENT = "agreement"
    """What the parties agreed: both commands together."""
    LOCAL = "local"
    """A choice of one force: its own command."""


class Scope(StrEnum):
    """What an override of a rule must name."""

    SEAT = "seat"
    """An officer and a mission."""
    CREW = "crew"
    """A mission."""
    TOUR = "tour"
    """An officer and a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """A decision to set a rule aside for one case, by those who may.

    Parameters
    ----------
    rule
        Name of the rule.
    officer, mission, day
        The case: what the rule's scope asks for, the rest ``None``.
    municipal_author, national_author
        Service numbers of those who decided; empty = that command took no part.
    reason
        Why; outputs print it.
    """

    rule: str
    officer: str | None = None
    mission: str | None = None
    day: dt.date | None = None
    municipal_author: str = ""
    national_author: str = ""
    reason: str

    @property
    def case(self) -> tuple[str, str | None, str | None, dt.date | None]:
        """Rule, officer, mission and day: the key of the override."""
        return (self.rule, self.officer, self.mission, self.day)

    @property
    def commands(self) -> frozenset[ForceKind]:
        """The commands that decided."""
        signed = {
            ForceKind.MUNICIPAL: self.municipal_author,
            ForceKind.NATIONAL: self.national_author,
        }
        return frozenset(kind for kind, author in signed.items() if author)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derogation:
    """A shorter rest, or longer work, that a text allows for a recorded reason.

    The rule then applies the value of its setting ``reduced`` in place of its limit.

    Parameters
    ----------
    officer, rule
        Who, and the rule whose limit changes.
    validity
        Days on which it changes.
    reason
        The recorded reason.
    author
        Who decided.
    """

    officer: str
    rule: str
    validity: Term
    reason: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """A time during which an officer's approval or permit to bear arms is suspended.

    Parameters
    ----------
    officer
        Who.
    what
        ``approval``: approval or oath (CSI art. L511-2), hence no mission; ``arms``:
        permit to bear arms (CSI art. R511-19), hence no armed seat.
    span
        When, in minutes.
    """

    officer: str
    what: str
    span: Span
