"""Coordination agreements and working-time regimes, both dated."""

import calendar
import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.people import ForceKind
from scheduler.domain.validity import ALWAYS, Term, Validity


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A coordination agreement (*convention de coordination*, CSI art. L512-4).

    Parameters
    ----------
    id, name
        Code, and the name people read.
    municipal_force, national_force
        The parties.
    communes
        INSEE codes of the communes it covers.
    lead_force
        The party whose officer commands joint crews (CSI annexe 1 art. 11).
    validity
        Days in force as signed.
    night_clause
        Whether it allows municipal missions between 23:00 and 06:00.
    kinds
        Codes of the joint mission kinds agreed (annexe 1 art. 16); empty = all.
    arms
        Whether it provides for armed municipal officers (CSI art. L511-5).
    denounced
        Day on which a party gave notice of termination; ``None`` = none did.
    notice_months
        Months between that notice and the end (annexe 1 art. 21: 6).
    """

    id: str
    name: str
    municipal_force: str
    national_force: str
    communes: frozenset[str]
    lead_force: str
    validity: Term
    night_clause: bool = False
    kinds: frozenset[str] = frozenset()
    arms: bool = False
    denounced: dt.date | None = None
    notice_months: int = 6

    @property
    def last_day(self) -> dt.date:
        """The last local day in force, allowing for a notice of termination."""
        if self.denounced is None:
            return self.validity.last
        ends = months_later(self.denounced, self.notice_months)
        return min(self.validity.last, ends - dt.timedelta(days=1))

    @property
    def in_force(self) -> Term:
        """The days in force, a notice given taken into account."""
        return Term(self.validity.first, self.last_day)

    def covers(self, commune: str, day: dt.date) -> bool:
        """Tell whether it is in force in a commune on a local day."""
        return commune in self.communes and day in self.in_force

    def provides(self, kind: str) -> bool:
        """Tell whether it provides for joint missions of a kind."""
        return not self.kinds or kind in self.kinds


class Route(StrEnum):
    """The legal basis on which municipal officers act in other communes."""

    COMMUNES = "L512-1"
    """Officers in common between communes."""
    INTERCOMMUNAL = "L512-2"
    """Officers recruited by an intercommunal body (EPCI)."""
    SYNDICATE = "syndicate"
    """Officers of a syndicate of communes (law 2021-646)."""
    EVENT = "L512-3"
    """Prefect's order for an event: for a limited time, administrative police only."""
    TRANSPORT = "L511-1"
    """Transport network across adjacent communes, under a local convention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooling:
    """Communes in which officers of some municipal forces are competent, by date.

    Parameters
    ----------
    id
        Code.
    route
        Legal basis.
    forces
        Codes of the forces whose officers it lends.
    communes
        INSEE codes of the communes where they may act.
    kinds
        Codes of the mission kinds it covers; empty = all.
    validity
        Days in force.
    """

    id: str
    route: Route
    forces: frozenset[str]
    communes: frozenset[str]
    kinds: frozenset[str] = frozenset()
    validity: Term

    def lends(self, force: str, commune: str, kind: str) -> bool:
        """Tell whether it covers a force's officers on a mission kind in a commune."""
        return (
            force in self.forces
            and commune in self.communes
            and (not self.kinds or kind in self.kinds)
        )


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day of a later month, or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingValue:
    """A value that a regime gives to a setting of a rule or goal, with its dates.

    Parameters
    ----------
    rule, setting
        Names of the rule or goal, and of its setting.
    value
        In the setting's unit; ``None`` = the limit does not apply.
    validity
        Days on which the regime gives it.
    source
        Where the value comes from.
    """

    rule: str
    setting: str
    value: int | None
    validity: Validity = ALWAYS
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """Working-time rules of a force: the defaults of its kind, plus its own values.

    Parameters
    ----------
    id
        Code.
    kind
        Kind of force whose defaults apply.
    values
        Values that replace the defaults.
    """

    id: str
    kind: ForceKind
    values: tuple[SettingValue, ...] = ()
