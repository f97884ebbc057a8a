"""Settings of rules and goals: declared in code, given values by regime and by day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.domain.agreements import Regime
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
    """

    name: str
    unit: Unit
    words: str
    defaults: Mapping[ForceKind, int | None]
    sources: Mapping[ForceKind, str] = field(default_factory=dict)


def value_in_force(
    setting: Setting, rule: str, regime: Regime, day: dt.date
) -> int | None:
    """Return the value of a setting under a regime on a local day.

    The last value of the regime in force that day wins, else the default.
    """
    for given in reversed(regime.values):
        if (given.rule, given.setting) == (rule, setting.name) and given.in_force(day):
            return given.value
    return setting.defaults[regime.kind]


def source_in_force(setting: Setting, rule: str, regime: Regime, day: dt.date) -> str:
    """Return where the value of a setting under a regime on a local day comes from."""
    for given in reversed(regime.values):
        if (given.rule, given.setting) == (rule, setting.name) and given.in_force(day):
            return given.source or setting.sources.get(regime.kind, "")
    return setting.sources.get(regime.kind, "")
