"""From the files of a scenario to the scenario."""

from pathlib import Path

from scheduler.domain.scenario import Scenario
from scheduler.io.faults import Faults
from scheduler.io.known import Known, registered
from scheduler.io.source import read_source, scenario_name
from scheduler.tables.checks import check
from scheduler.tables.opening import open_book
from scheduler.tables.scenario import to_scenario


def load(path: Path | str, *, known: Known | None = None) -> Scenario:
    """Return the scenario that a folder or a workbook holds.

    Parameters
    ----------
    path
        Folder with ``scenario.toml`` and tables, or ``.xlsx`` workbook.
    known
        Settings and goals that may be named; by default those of the registries.

    Raises
    ------
    InputFaults
        If anything is wrong: every fault of every file in one go.
    """
    path = Path(path)
    faults = Faults()
    source = read_source(path, faults)
    book = open_book(source, known or registered(), faults)
    faults.extend(check(book, tuple(faults)))
    faults.stop()
    assert book.clock is not None  # or a fault would have said so
    return to_scenario(scenario_name(path), book, book.clock)
