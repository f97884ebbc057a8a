"""Settings of rules and goals: declared in code, with values by regime and day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.domain.agreements import Regime, SettingValue
from scheduler.domain.people import ForceKind


class Unit(StrEnum):
    """What the integer of a setting, of a breach or of a goal counts."""

    MINUTES = "minutes"
    COUNT = "count"
    DAYS = "days"
    TIME = "time of day"
    """Minutes after local midnight, written ``hh:mm`` in tables."""
    YES_NO = "yes/no"
    POINTS = "points"


DAY, WEEK, YEAR = 24 * 60, 7 * 24 * 60, 366 * 24 * 60
"""Minutes: the greatest values of settings about a day, a week or a year."""

BOUNDS: Mapping[Unit, tuple[int, int]] = {
    Unit.MINUTES: (0, DAY),
    Unit.COUNT: (0, 1000),
    Unit.DAYS: (1, 366),
    Unit.TIME: (0, DAY - 1),
    Unit.YES_NO: (0, 1),
    Unit.POINTS: (0, 1_000_000),
}
"""Least and greatest value of a setting without bounds of its own, by unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupersededDefault:
    """A default from law that has since been superseded.

    Parameters
    ----------
    kind
        Kind of force concerned.
    valid_to
        Last local day in force.
    value
        In the setting's unit; ``None`` = the limit did not apply.
    source
        Article behind it.
    """

    kind: ForceKind
    valid_to: dt.date
    value: int | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A value that a regime may change.

    Parameters
    ----------
    name
        As written in the table of regimes.
    unit
        What the integer counts.
    words
        What it sets, in a sentence (message id).
    defaults
        Value by kind of force; ``None`` = the limit does not apply.
    sources
        Article behind each default, or ``CHOICE``.
    history
        Defaults of superseded law, oldest first.
    within
        Least and greatest value; ``None`` = those of the unit.
    """

    name: str
    unit: Unit
    words: str
    defaults: Mapping[ForceKind, int | None]
    sources: Mapping[ForceKind, str] = field(default_factory=dict)
    history: tuple[SupersededDefault, ...] = ()
    within: tuple[int, int] | None = None

    @property
    def bounds(self) -> tuple[int, int]:
        """Least and greatest value, both included."""
        return BOUNDS[self.unit] if self.within is None else self.within

    def superseded(self, kind: ForceKind, day: dt.date) -> SupersededDefault | None:
        """Return the superseded default of a day; ``None`` = the current one."""
        # Plain loops here and below: a check asks for many thousands of values.
        for former in self.history:
            if former.kind is kind and day <= former.valid_to:
                return former
        return None


def declared(settings: Sequence[Setting], name: str) -> Setting:
    """Return the setting with a name, of those that a rule or a goal declares.

    Raises
    ------
    KeyError
        If there is none: a fault of this program.
    """
    # A plain loop, as below.
    for setting in settings:
        if setting.name == name:
            return setting
    raise KeyError(name)


def value_in_force(
    setting: Setting, rule: str, regime: Regime, day: dt.date
) -> int | None:
    """Return the value of a setting under a regime on a local day.

    It is the last value of the regime in force that day, else the default.
    """
    given = _given(setting, rule, regime, day)
    if given is not None:
        return given.value
    old = setting.superseded(regime.kind, day)
    return setting.defaults[regime.kind] if old is None else old.value


def source_in_force(setting: Setting, rule: str, regime: Regime, day: dt.date) -> str:
    """Return where the value of a setting under a regime on a local day comes from."""
    old = setting.superseded(regime.kind, day)
    usual = setting.sources.get(regime.kind, "") if old is None else old.source
    given = _given(setting, rule, regime, day)
    return usual if given is None else given.source or usual


def _given(
    setting: Setting, rule: str, regime: Regime, day: dt.date
) -> SettingValue | None:
    """Return the last value of a regime for a setting that is in force on a day."""
    for value in reversed(regime.values):
        if (
            value.setting == setting.name
            and value.rule == rule
            and day in value.validity
        ):
            return value
    return None
