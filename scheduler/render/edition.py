"""An edition of a roster: everything that outputs may read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePosixPath

from scheduler.domain.authority import Derogation
from scheduler.domain.baseline_plans import plan_of_baseline
from scheduler.domain.changes import Change, changes
from scheduler.domain.plans import Plan, plan_of
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario
from scheduler.goals import GOALS, Loss
from scheduler.goals.few_changes import notice_of
from scheduler.render.decisions import Decision
from scheduler.render.frames import Frames
from scheduler.render.rows import Rows
from scheduler.verify.exceptions import Findings, examine, relied_on
from scheduler.verify.shortfalls import shortfalls


@dataclass(frozen=True)
class Edition:
    """Everything an exporter may read.

    Parameters
    ----------
    scenario, roster, run
        What was planned, the plan, and how it was made.
    language
        ``fr`` or ``en``: the language of what people read.
    previous
        Files of the output that is replaced, by path, as far as nobody changed them.
    before
        The plan to which the roster was to stay close; ``None`` = what the baseline of
        the scenario tells of it, if there is one.
    decided
        What is to be decided, with repairs that were tried; ``None`` = none was.
    """

    scenario: Scenario
    roster: Roster
    run: Run
    language: str
    previous: Mapping[PurePosixPath, bytes] = field(default_factory=dict)
    before: Plan | None = None
    decided: tuple[Decision, ...] | None = None

    @cached_property
    def facts(self) -> Facts:
        """The scenario and the roster, indexed."""
        return Facts(self.scenario, self.roster)

    @cached_property
    def losses(self) -> dict[str, tuple[Loss, ...]]:
        """What the roster loses, by goal, including goals in no tier."""
        return {name: tuple(goal.score(self.facts)) for name, goal in GOALS.items()}

    @cached_property
    def frames(self) -> Frames:
        """The roster as data frames."""
        lacking = tuple(shortfalls(self.facts, self.run))
        return Frames(Rows(self.facts, self.losses, lacking, self.language))

    @cached_property
    def findings(self) -> Findings:
        """What every rule finds, and what was set aside."""
        return examine(self.facts)

    @cached_property
    def derogations(self) -> tuple[Derogation, ...]:
        """The derogations that the roster relies on."""
        return relied_on(self.facts)

    @cached_property
    def changes(self) -> tuple[Change, ...] | None:
        """What changes, told when the roster was computed; ``None`` = no baseline."""
        before, baseline = self.before, self.scenario.baseline
        if before is None and baseline is not None:
            before = plan_of_baseline(self.facts, baseline)
        if before is None:
            return None
        return changes(
            before,
            plan_of(self.facts),
            now=self.run.computed_at,
            notice=notice_of(self.scenario),
        )
