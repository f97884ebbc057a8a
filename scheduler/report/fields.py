"""What a mission kind is for: the one place where the report distinguishes kinds."""

from collections.abc import Mapping

from scheduler.domain.missions import Field, MissionKind
from scheduler.render.notices import MEETING
from scheduler.report.base import Label

ROAD_SAFETY = frozenset(
    {"alcohol_confirmation", "alcohol_screening", "drug_screening", "road_check"}
)
"""Powers by which a mission is a road-safety operation."""


def kind_label(kind: MissionKind) -> Label:
    """Return the name of a kind."""
    return Label(kind.id, names=(kind.name_fr, kind.name_en))


def field_of(kind: MissionKind, fields: Mapping[str, Field]) -> Label:
    """Return the field of cooperation of the agreement that a kind serves.

    The priorities of CSI annexe 1 art. 1; a kind that names none is a field of its own.
    """
    field = fields.get(kind.field)
    if field is None:
        return kind_label(kind)
    return Label(field.id, names=(field.name_fr, field.name_en))


def is_meeting(kind: MissionKind) -> bool:
    """Tell whether a kind is a coordination meeting (annexe 1 art. 10)."""
    return kind.id == MEETING


def is_mayors_meeting(kind: MissionKind) -> bool:
    """Tell whether a kind is the security meeting of the mayors with the State."""
    return kind.id == "mayors_meeting"


def is_evaluation(kind: MissionKind) -> bool:
    """Tell whether a kind is the yearly evaluation (annexe 1 art. 20)."""
    return kind.id == "annual_evaluation"


def is_road_safety(kind: MissionKind) -> bool:
    """Tell whether a kind is a road-safety operation (annexe 1 art. 7 and 16-7)."""
    return not ROAD_SAFETY.isdisjoint(kind.powers)
