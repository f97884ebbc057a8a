"""A solved week: what its folder holds, read once, with the verdict on it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run, SolveStatus
from scheduler.domain.scenario import Scenario
from scheduler.io.faults import shown
from scheduler.rosters.files import SolvedFiles, read_files
from scheduler.verify.judge import Discrepancy, TierCheck, Verdict, judge
from scheduler.words import N_


@dataclass(frozen=True)
class SolvedWeek:
    """A roster read from its folder, its run, and the verdict on both.

    Parameters
    ----------
    folder
        Where it was read.
    scenario
        What was planned, with the baseline that the folder holds, if any.
    roster
        The plan.
    run
        What the solver reported: tiers, proofs, seconds.
    verdict
        Breaches, values computed anew, and files that do not belong together.
    """

    folder: Path
    scenario: Scenario
    roster: Roster
    run: Run
    verdict: Verdict

    @cached_property
    def facts(self) -> Facts:
        """Scenario and roster, indexed for reading."""
        return Facts(self.scenario, self.roster)


def read_solved(scenario: Scenario, folder: Path | str) -> SolvedWeek:
    """Return the solved week that a folder holds, as it stands on disk.

    Parameters
    ----------
    scenario
        What was planned.
    folder
        Folder with ``roster.csv``, ``tours.csv`` and ``run.json``.

    Raises
    ------
    InputFaults
        If a file is missing or cannot be read as what it should be: all faults of all
        files.
    """
    files = read_files(scenario, folder)
    verdict = judge(files.scenario, files.roster, files.run)
    found = (*_discrepancies(files), *_other_goals(verdict.tiers, files.run))
    return SolvedWeek(
        folder=Path(folder),
        scenario=files.scenario,
        roster=files.roster,
        run=files.run,
        verdict=replace(verdict, discrepancies=found),
    )


def _other_goals(tiers: Iterable[TierCheck], run: Run) -> Iterator[Discrepancy]:
    """Yield the tiers whose goals have other values than the run says."""
    claims = {t.name: dict(t.goals) for t in run.tiers}
    for tier in tiers:
        claimed = claims.get(tier.name)
        if claimed is not None and claimed != dict(tier.goals):
            yield Discrepancy(
                message=N_(
                    "run.json gives the goals of tier {tier} other values than the "
                    "roster has: {claimed}; they are {goals}"
                ),
                values={
                    "tier": tier.name,
                    "claimed": _listed(claimed),
                    "goals": _listed(tier.goals),
                },
            )


def _listed(goals: Mapping[str, int]) -> str:
    return ", ".join(f"{shown(name)} {value}" for name, value in goals.items()) or "–"


def _discrepancies(files: SolvedFiles) -> Iterator[Discrepancy]:
    scenario, run = files.scenario, files.run
    # Folders solved earlier say the name of the scenario's folder.
    if run.scenario not in (scenario.identity, scenario.name):
        yield Discrepancy(
            message=N_("run.json is of the scenario {claimed}, and this one is {name}"),
            values={"claimed": shown(run.scenario), "name": scenario.name},
        )
    if not files.sealed:
        yield Discrepancy(
            message=N_("roster.csv or tours.csv was changed after the roster was made"),
            values={},
        )
    proved = [t.status is SolveStatus.OPTIMAL for t in run.tiers]
    for tier, claim in zip(run.tiers, proved, strict=True):
        if claim != (tier.bound == tier.value):
            yield Discrepancy(
                message=N_(
                    "run.json calls tier {tier} {status}, with value {value} and bound "
                    "{bound}"
                ),
                values={
                    "tier": shown(tier.name),
                    "status": tier.status.value,
                    "value": tier.value,
                    "bound": tier.bound,
                },
            )
    if (run.status is SolveStatus.OPTIMAL) != all(proved):
        yield Discrepancy(
            message=N_("run.json says {status}, which contradicts its tiers"),
            values={"status": run.status.value},
        )
    names = [t.name for t in scenario.tiers]
    if names != [t.name for t in run.tiers]:
        yield Discrepancy(
            message=N_("run.json reports other tiers than the scenario has: {tiers}"),
            values={"tiers": ", ".join(shown(t.name) for t in run.tiers)},
        )
    for name in sorted(scenario.inputs.keys() | run.inputs.keys()):
        if scenario.inputs.get(name) != run.inputs.get(name):
            yield Discrepancy(
                message=N_("{file} was changed after the roster was made"),
                values={"file": shown(name)},
            )
