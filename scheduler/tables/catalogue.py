"""The built-in catalogue: rows that every scenario has unless it replaces them."""

import hashlib
from importlib import resources

from scheduler.io.faults import Faults
from scheduler.io.tables import read_csv
from scheduler.tables.cycles import CyclePatternRow
from scheduler.tables.kinds import FieldRow, KindRow, PositionRow, PowerRow
from scheduler.tables.rows import R, Row, parse_rows
from scheduler.tables.table_set import Rows, keys

CATALOGUE: tuple[type[Row], ...] = (
    FieldRow,
    KindRow,
    PositionRow,
    PowerRow,
    CyclePatternRow,
)
"""Tables that the catalogue holds."""


def add_catalogue(rows: Rows, inputs: dict[str, str], faults: Faults) -> None:
    """Put the rows of the catalogue before those of the scenario.

    A row of the scenario replaces that of the catalogue with the same key. Positions
    are replaced with their kind.

    Parameters
    ----------
    rows
        Rows of every table of the scenario; changed.
    inputs
        Grows by the SHA-256 of the catalogue's files.
    faults
        Grows by cells of the catalogue that cannot be read.
    """
    kept = {of: {*keys(rows[of])} for of in CATALOGUE}
    kept[PositionRow] = kept[KindRow]
    for of in CATALOGUE:
        data = _file(of)
        file = f"catalogue/{of.table.name}.csv"
        inputs[file] = hashlib.sha256(data).hexdigest()
        entries = parse_rows(read_csv(data, of.table, file, faults), of, faults)
        rows[of] = [r for r in entries if r.key not in kept[of]] + rows[of]


def built_in(of: type[R]) -> list[R]:
    """Return the rows of a table of the catalogue."""
    raw = read_csv(_file(of), of.table, of.table.name, Faults())
    return parse_rows(raw, of, Faults())


def _file(of: type[Row]) -> bytes:
    file = resources.files("scheduler") / "catalogue" / f"{of.table.name}.csv"
    return file.read_bytes()
