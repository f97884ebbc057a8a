"""What a mission kind is for: the one place where kinds are told apart."""

from scheduler.domain.missions import MissionKind
from scheduler.export._notices import MEETING
from scheduler.report.base import Label

ROAD_SAFETY = frozenset(
    {"alcohol_confirmation", "alcohol_screening", "drug_screening", "road_check"}
)
"""Powers by which a mission is a road-safety operation."""


def kind_label(kind: MissionKind) -> Label:
    """Return the name of a kind."""
    return Label(kind.id, names=(kind.name_fr, kind.name_en))


def field_of(kind: MissionKind) -> Label:
    """Return the field of cooperation of the agreement that a kind serves.

    The priorities of CSI annexe 1 art. 1. The catalogue does not name them yet, so each
    kind is a field of its own.
    """
    return kind_label(kind)


def is_meeting(kind: MissionKind) -> bool:
    """Tell whether a kind is a coordination meeting (annexe 1 art. 10)."""
    return kind.id == MEETING


def is_road_safety(kind: MissionKind) -> bool:
    """Tell whether a kind is a road-safety operation (annexe 1 art. 7 and 16-7)."""
    return not ROAD_SAFETY.isdisjoint(kind.powers)
