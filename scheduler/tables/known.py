"""Names defined in code that a scenario may use: rules, goals and their settings."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.settings import Setting


@dataclass(frozen=True, slots=True)
class Known:
    """Rules, goals and settings that a scenario may name.

    Parameters
    ----------
    settings
        Every setting, by rule or goal and then by setting.
    goals
        Names of the goals.
    authority
        Class of every rule, with what an override of it names, by rule.
    """

    settings: Mapping[str, Mapping[str, Setting]]
    goals: Collection[str]
    authority: Mapping[str, tuple[Authority, Scope | None]] = field(
        default_factory=dict
    )
