"""The files of a solved week that are read back: two tables, the run, the baseline."""

from dataclasses import dataclass
from pathlib import Path

from scheduler.domain.roster import Roster
from scheduler.domain.run import Run
from scheduler.domain.scenario import Scenario
from scheduler.io.faults import Faults, InputFaults
from scheduler.rosters.baseline import as_solved
from scheduler.rosters.roster_files import ROSTER_FILE, TOURS_FILE, read_roster
from scheduler.rosters.run_file import read_run, roster_seal


@dataclass(frozen=True, slots=True)
class SolvedFiles:
    """What the files of a solved week say; nothing of it is judged yet.

    Parameters
    ----------
    scenario
        What was planned, with the baseline that the folder holds, if any.
    roster, run
        The plan, and what the solver reported of it.
    sealed
        Whether the run names the two tables as they stand, by their SHA-256.
    """

    scenario: Scenario
    roster: Roster
    run: Run
    sealed: bool


def read_files(scenario: Scenario, folder: Path | str) -> SolvedFiles:
    """Return what the files of a solved week say.

    Raises
    ------
    InputFaults
        If a file is missing or cannot be read as what it should be: all faults of all
        files.
    """
    folder = Path(folder)
    faults = Faults()
    try:
        roster = read_roster(scenario, folder)
    except InputFaults as error:
        faults.extend(error.faults)
    try:
        run, seal = read_run(folder)
    except InputFaults as error:
        faults.extend(error.faults)
    faults.stop()
    tables = [(folder / name).read_bytes() for name in (ROSTER_FILE, TOURS_FILE)]
    return SolvedFiles(
        scenario=as_solved(scenario, folder, run),
        roster=roster,
        run=run,
        sealed=seal == roster_seal(*tables),
    )
