"""Names that a scenario may use and that live in code: settings and goals."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from scheduler.domain.authority import Authority, Scope
from scheduler.domain.settings import Setting


@dataclass(frozen=True, slots=True)
class Known:
    """What the code offers to scenarios.

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


def registered() -> Known:
    """Return what the folders of rules and goals hold."""
    from scheduler.goals import GOALS
    from scheduler.rules import RULES

    return Known(
        {
            **{n: {s.name: s for s in r.settings} for n, r in RULES.items()},
            **{n: {s.name: s for s in g.settings} for n, g in GOALS.items()},
        },
        tuple(GOALS),
        {n: (r.authority, r.scope) for n, r in RULES.items()},
    )
