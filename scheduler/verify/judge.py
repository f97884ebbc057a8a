"""Judge a roster: every breach of every rule, and every tier's value anew."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.authority import Derogation, Override
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario
from scheduler.goals import GOALS, Loss
from scheduler.rules import Breach
from scheduler.verify.exceptions import examine, idle, relied_on
from scheduler.verify.notes import Note, notes
from scheduler.verify.shortfalls import (
    HeldAlone,
    Shortfall,
    held_alone,
    shortfalls,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCheck:
    """A tier's value as the solver claimed it and as the roster has it.

    Parameters
    ----------
    name
        Name of the tier.
    value
        What the roster loses, recomputed.
    claimed, bound
        What the run says; ``None`` if it says nothing.
    goals
        Value of each goal, unweighted.
    unclaimed
        Whether there is no run at all, which makes silence right: a roster that was
        never solved, or never written, claims nothing.
    """

    name: str
    value: int
    claimed: int | None
    bound: int | None
    goals: Mapping[str, int]
    unclaimed: bool = False

    @property
    def agrees(self) -> bool:
        """Whether claim and roster are equal, and no bound is beaten."""
        if self.unclaimed:
            return True
        return self.claimed == self.value and (
            self.bound is None or self.bound <= self.value
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """Files of a roster that do not belong together.

    Parameters
    ----------
    message, values
        What is wrong: message id and what fills it.
    """

    message: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Verdict:
    """What the checker found.

    Parameters
    ----------
    breaches
        Every breach of every rule, in order of rule.
    tiers
        Every tier, in order.
    losses
        What the roster loses, by goal.
    shortfalls
        Missions held less often than wanted, with the arithmetic of why.
    alone
        Joint missions that one force holds alone, with the arithmetic of why.
    discrepancies
        Files that were changed since the roster was made.
    overridden
        What would be breaches, had nobody set the rule aside, with who did.
    notes
        What no rule refuses and people should look at.
    idle
        Overrides that this roster does not need.
    derogations
        Derogations without which the roster would break their rule.
    """

    breaches: tuple[Breach, ...]
    tiers: tuple[TierCheck, ...]
    losses: Mapping[str, tuple[Loss, ...]]
    shortfalls: tuple[Shortfall, ...] = ()
    alone: tuple[HeldAlone, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()
    overridden: tuple[tuple[Breach, Override], ...] = ()
    notes: tuple[Note, ...] = ()
    idle: tuple[Override, ...] = ()
    derogations: tuple[Derogation, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong."""
        return (
            not self.breaches
            and not self.discrepancies
            and all(t.agrees for t in self.tiers)
        )

    def __repr__(self) -> str:
        """Return whether it passed, and how much was found; the fields are long."""
        found = {
            "breaches": len(self.breaches),
            "discrepancies": len(self.discrepancies),
            "wrong values": sum(not t.agrees for t in self.tiers),
            "missions not held": sum(s.missing for s in self.shortfalls),
        }
        words = ", ".join(f"{name}: {number}" for name, number in found.items())
        return f"<Verdict {'passed' if self.passed else 'failed'}, {words}>"


def judge(scenario: Scenario, roster: Roster, run: Run | None = None) -> Verdict:
    """Judge a roster against every rule and goal of a scenario.

    Parameters
    ----------
    scenario, roster
        What was planned, and the plan.
    run
        The solver's claims, to be held against the roster; ``None`` = there are none,
        and only breaches can be found.
    """
    facts = Facts(scenario, roster)
    findings = examine(facts)
    names = dict.fromkeys(g for tier in scenario.tiers for g in tier.goals)
    losses = {g: tuple(GOALS[g].score(facts)) for g in names}
    points = {g: sum(loss.points for loss in parts) for g, parts in losses.items()}
    claims = {t.name: t for t in run.tiers} if run else {}
    tiers = []
    for tier in scenario.tiers:
        value = sum(weight * points[g] for g, weight in tier.goals.items())
        claim = claims.get(tier.name)
        tiers.append(
            TierCheck(
                name=tier.name,
                value=value,
                claimed=claim.value if claim else None,
                bound=claim.bound if claim else None,
                goals={g: points[g] for g in tier.goals},
                unclaimed=run is None,
            )
        )
    return Verdict(
        breaches=findings.breaches,
        overridden=findings.overridden,
        idle=idle(scenario, findings),
        derogations=relied_on(facts),
        tiers=tuple(tiers),
        losses=losses,
        shortfalls=tuple(shortfalls(facts, run)),
        notes=tuple(notes(facts)),
        alone=tuple(held_alone(facts, run)),
    )
