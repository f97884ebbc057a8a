"""From the files of a scenario to the scenario."""

from pathlib import Path

from scheduler.domain.scenario import Scenario
from scheduler.io.faults import Faults
from scheduler.io.known import Known, registered
from scheduler.io.source import Source, read_source, scenario_name
from scheduler.tables.checks import check
from scheduler.tables.opening import open_tables
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
    return build(scenario_name(path), source, faults, known=known)


def build(
    name: str,
    source: Source,
    faults: Faults | None = None,
    *,
    known: Known | None = None,
) -> Scenario:
    """Return the scenario that is written in some tables, wherever they come from.

    Parameters
    ----------
    name
        Code of the scenario.
    source
        The tables as written.
    faults
        What is known to be wrong with them already.
    known
        Settings and goals that may be named; by default those of the registries.

    Raises
    ------
    InputFaults
        If anything is wrong: every fault of every table in one go.
    """
    found = Faults() if faults is None else faults
    book = open_tables(source, known or registered(), found)
    found.extend(check(book, tuple(found)))
    found.stop()
    assert book.clock is not None  # or a fault would have said so
    return to_scenario(name, book, book.clock)
