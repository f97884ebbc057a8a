"""Checks of every table whose rows hold from one day to another.

None of these rows may end before it begins.
"""

from collections.abc import Iterator

from scheduler.domain.validity import Validity
from scheduler.io.faults import Fault
from scheduler.tables.agreements import AgreementRow, PoolingRow
from scheduler.tables.common import BACKWARDS, validity
from scheduler.tables.history import PastWorkRow
from scheduler.tables.kinds import PowerRow
from scheduler.tables.people import QualificationRow, SuspensionRow, WeaponRow
from scheduler.tables.places import PermissionRow
from scheduler.tables.rows import Row
from scheduler.tables.settings import DerogationRow, RegimeRow
from scheduler.tables.table_set import TableSet
from scheduler.words import N_

_Valid = (
    RegimeRow
    | AgreementRow
    | QualificationRow
    | WeaponRow
    | PermissionRow
    | PowerRow
    | PoolingRow
)


def check_periods(tables: TableSet) -> Iterator[Fault]:
    """Look for rows that end before the day from which they are valid."""
    rows: tuple[_Valid, ...] = (
        *tables.good(RegimeRow),
        *tables.good(AgreementRow),
        *tables.good(QualificationRow),
        *tables.good(WeaponRow),
        *tables.good(PermissionRow),
        *tables.good(PowerRow),
        *tables.good(PoolingRow),
    )
    for row in rows:
        yield from _order(row, "valid_to", validity(row))


def check_backwards(tables: TableSet) -> Iterator[Fault]:
    """Look for stretches of days that end before they begin."""
    rows: tuple[SuspensionRow | PastWorkRow | DerogationRow, ...] = (
        *tables.good(SuspensionRow),
        *tables.good(PastWorkRow),
        *tables.good(DerogationRow),
    )
    for row in rows:
        yield from _order(row, "to_date", Validity(row.from_date, row.to_date))


def _order(row: Row, column: str, days: Validity) -> Iterator[Fault]:
    if days.empty:
        yield row.fault(
            column,
            BACKWARDS,
            N_("exchange the two days, or correct one"),
            first=str(days.first),
            last=str(days.last),
        )
