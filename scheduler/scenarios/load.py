"""Loads a scenario: reads its files, checks its tables, builds the domain objects."""

from pathlib import Path

from scheduler.domain.scenario import Scenario
from scheduler.io.faults import Faults
from scheduler.scenarios.parsing import parse_tables
from scheduler.scenarios.source import Source, read_source, scenario_name
from scheduler.tables.checks import check
from scheduler.tables.known import Known
from scheduler.tables.scenario import to_scenario


def load(path: Path | str, *, known: Known | None = None) -> Scenario:
    """Return the scenario that a folder or a workbook holds.

    Parameters
    ----------
    path
        Folder with ``scenario.toml`` and tables, or ``.xlsx`` workbook.
    known
        Rules, goals and settings that may be named; by default those in the code.

    Raises
    ------
    InputFaults
        All faults of all files, if there are any.
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
    """Return the scenario that some tables describe, from files or made in code.

    Parameters
    ----------
    name
        Code of the scenario.
    source
        The tables as written.
    faults
        Faults found before, which are raised too.
    known
        Rules, goals and settings that may be named; by default those in the code.

    Raises
    ------
    InputFaults
        All faults of all tables, if there are any.
    """
    found = Faults() if faults is None else faults
    tables = parse_tables(source, known or registered(), found)
    found.extend(check(tables, tuple(found)))
    found.stop()
    assert tables.clock is not None  # its absence is a fault
    return to_scenario(name, tables, tables.clock)


def registered() -> Known:
    """Return the names of all rules and goals in the code."""
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
