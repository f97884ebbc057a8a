"""Coordination agreements and working-time regimes, both dated."""

import datetime as dt
from dataclasses import dataclass

from scheduler.domain.people import ForceKind


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
    valid_from, valid_to
        First and last local day in force, both included.
    night_clause
        Whether it allows municipal missions between 23:00 and 06:00.
    """

    id: str
    name: str
    municipal_force: str
    national_force: str
    communes: frozenset[str]
    lead_force: str
    valid_from: dt.date
    valid_to: dt.date
    night_clause: bool = False

    def covers(self, commune: str, day: dt.date) -> bool:
        """Tell whether it is in force in a commune on a local day."""
        return commune in self.communes and self.valid_from <= day <= self.valid_to


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingValue:
    """A value that a regime gives to a setting of a rule or goal, between two days.

    Parameters
    ----------
    rule, setting
        Names of the rule or goal, and of its setting.
    value
        In the setting's unit; ``None`` = the limit does not apply.
    valid_from, valid_to
        First and last local day in force, both included; ``None`` = unbounded.
    source
        Where the value comes from.
    """

    rule: str
    setting: str
    value: int | None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    source: str = ""

    def in_force(self, day: dt.date) -> bool:
        """Tell whether the value holds on a local day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """Working-time rules of a force: the defaults of its kind, and its own values.

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
