"""``changes.csv``: what differs between two rosters, for programs.

It holds codes, instants and numbers alone, so no cell can be taken for a formula.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from scheduler.domain.changes import Change, PlannedDuty
from scheduler.domain.plans import PlannedSeat, PlannedTour
from scheduler.io.tables import render_csv
from scheduler.tables.rosters import ChangeRow

CHANGES_FILE = "changes.csv"


def render_changes(found: Iterable[Change], timezone: str) -> bytes:
    """Return the table of changes, with instants in a local time."""
    zone = ZoneInfo(timezone)
    rows = [
        ChangeRow(
            officer=c.officer,
            force=c.force,
            change=c.kind,
            told_by=c.told_by.astimezone(zone),
            flagged=c.flagged,
            late=c.late,
            past=c.past,
            **_cells("was", c.was, c.partners_were, zone),
            **_cells("becomes", c.becomes, c.partners_become, zone),
        )
        for c in found
    ]
    return render_csv(ChangeRow.table, [row.texts() for row in rows])


def _cells(
    side: str, duty: PlannedDuty | None, partners: tuple[str, ...], zone: ZoneInfo
) -> dict[str, Any]:
    if duty is None:
        return {}

    def local(instant: dt.datetime) -> dt.datetime:
        return instant.astimezone(zone)

    cells: dict[str, Any] = {"start": local(duty.start), "end": local(duty.end)}
    if isinstance(duty, PlannedTour):
        breaks = duty.breaks or ()
        cells |= {
            "shift": duty.shift,
            "work_minutes": duty.work,
            "break_start": tuple(local(a) for a, _b in breaks),
            "break_end": tuple(local(b) for _a, b in breaks),
        }
    if isinstance(duty, PlannedSeat):
        cells |= {
            "mission": duty.mission,
            "kind": duty.kind,
            "zone": duty.zone,
            "position": duty.position,
            "leads": duty.leads,
            "partners": partners,
        }
    return {f"{side}_{name}": value for name, value in cells.items()}
