"""Every table of a scenario, in the order of the manual."""

from collections.abc import Mapping

from scheduler.io.schema import Column, Table
from scheduler.tables import (
    agreements,
    crews,
    cycles,
    events,
    history,
    kinds,
    missions,
    people,
    places,
    requests,
    settings,
    shifts,
)
from scheduler.tables.rows import Row

_ROWS: tuple[type[Row], ...] = (
    people.ForceRow,
    settings.RegimeRow,
    agreements.AgreementRow,
    places.CommuneRow,
    places.ZoneRow,
    places.TravelRow,
    people.OfficerRow,
    people.QualificationRow,
    people.WeaponRow,
    people.SuspensionRow,
    shifts.ShiftRow,
    cycles.CycleRow,
    cycles.StandardCycleRow,
    cycles.CyclePatternRow,
    cycles.CycleChangeRow,
    shifts.FixedTourRow,
    kinds.FieldRow,
    kinds.KindRow,
    kinds.PositionRow,
    kinds.PowerRow,
    agreements.PoolingRow,
    missions.MissionRow,
    events.FixtureRow,
    events.EventPlanRow,
    requests.AbsenceRow,
    requests.RequestRow,
    requests.PinRow,
    history.HistoryRow,
    history.PastWorkRow,
    settings.DerogationRow,
    settings.OverrideRow,
    kinds.EquipmentRow,
    shifts.CoverRow,
    crews.AttendeeRow,
    crews.PairingRow,
    places.PermissionRow,
    history.PastMissionRow,
    places.RiskRow,
    agreements.QuotaRow,
    agreements.ShareRow,
)

ROWS: Mapping[str, type[Row]] = {r.table.name: r for r in _ROWS}
"""What the rows of every table are, by its name, in the order of the manual."""

TABLES: Mapping[str, Table] = {name: rows.table for name, rows in ROWS.items()}
"""Every table, by name, in the order of the manual."""

KEYS: Mapping[str, Column] = {c.name: c for c in settings.SettingsRow.table.columns}
"""The keys of ``scenario.toml``, and of the sheet ``scenario``, by name."""

TIERS = settings.TierRow.table
"""The tiers, as the sheet ``tiers`` holds them."""
