"""Every table of a scenario, in the order of the manual."""

from collections.abc import Mapping

from scheduler.io.schema import Column, Table
from scheduler.tables.agreements import AgreementRow, PoolingRow, QuotaRow, ShareRow
from scheduler.tables.crews import AttendeeRow, PairingRow
from scheduler.tables.cycles import (
    CycleChangeRow,
    CyclePatternRow,
    CycleRow,
    StandardCycleRow,
)
from scheduler.tables.events import EventPlanRow, FixtureRow
from scheduler.tables.history import HistoryRow, PastMissionRow, PastWorkRow
from scheduler.tables.kinds import (
    EquipmentRow,
    FieldRow,
    KindRow,
    PositionRow,
    PowerRow,
)
from scheduler.tables.missions import MissionRow
from scheduler.tables.people import (
    ForceRow,
    OfficerRow,
    QualificationRow,
    SuspensionRow,
    WeaponRow,
)
from scheduler.tables.places import (
    CommuneRow,
    PermissionRow,
    RiskRow,
    TravelRow,
    ZoneRow,
)
from scheduler.tables.requests import AbsenceRow, PinRow, RequestRow
from scheduler.tables.rows import Row
from scheduler.tables.settings import (
    DerogationRow,
    OverrideRow,
    RegimeRow,
    SettingsRow,
    TierRow,
)
from scheduler.tables.shifts import CoverRow, FixedTourRow, ShiftRow

_ROWS: tuple[type[Row], ...] = (
    ForceRow,
    RegimeRow,
    AgreementRow,
    CommuneRow,
    ZoneRow,
    TravelRow,
    OfficerRow,
    QualificationRow,
    WeaponRow,
    SuspensionRow,
    ShiftRow,
    CycleRow,
    StandardCycleRow,
    CyclePatternRow,
    CycleChangeRow,
    FixedTourRow,
    FieldRow,
    KindRow,
    PositionRow,
    PowerRow,
    PoolingRow,
    MissionRow,
    FixtureRow,
    EventPlanRow,
    AbsenceRow,
    RequestRow,
    PinRow,
    HistoryRow,
    PastWorkRow,
    DerogationRow,
    OverrideRow,
    EquipmentRow,
    CoverRow,
    AttendeeRow,
    PairingRow,
    PermissionRow,
    PastMissionRow,
    RiskRow,
    QuotaRow,
    ShareRow,
)

ROWS: Mapping[str, type[Row]] = {r.table.name: r for r in _ROWS}
"""What the rows of every table are, by its name, in the order of the manual."""

TABLES: Mapping[str, Table] = {name: rows.table for name, rows in ROWS.items()}
"""Every table, by name, in the order of the manual."""

CATALOGUE = (FieldRow, KindRow, PositionRow, PowerRow, CyclePatternRow)
"""Tables that the built-in catalogue fills before the scenario's own rows."""

KEYS: Mapping[str, Column] = {c.name: c for c in SettingsRow.table.columns}
"""The keys of ``scenario.toml``, and of the sheet ``scenario``, by name."""

TIERS = TierRow.table
"""The tiers, as the sheet ``tiers`` holds them."""
