"""The built-in mission kinds as text and JSON: the manual and ``patrol kinds``."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from scheduler.domain.missions import MissionKind, Position
from scheduler.tables.catalogue import built_in
from scheduler.tables.kinds import KindRow, PositionRow, to_kind
from scheduler.words import _, language
from scheduler.words.render import hours_minutes, say


@cache
def built_in_kinds() -> Mapping[str, MissionKind]:
    """Return the kinds of the catalogue by code, in the order of the catalogue."""
    crews: dict[str, list[PositionRow]] = {}
    for seat in built_in(PositionRow):
        crews.setdefault(seat.kind, []).append(seat)
    return {row.kind: to_kind(row, crews[row.kind]) for row in built_in(KindRow)}


def crew_words(kind: MissionKind) -> str:
    """Return the crew: ``1 chief (national, leads), 2 agent (municipal)``."""
    return ", ".join(map(_position_words, kind.positions))


def _position_words(position: Position) -> str:
    judicial = sorted((j.value for j in position.judicial), reverse=True)
    needs = [
        *(say("{force:word}", {"force": f}) for f in (position.force,) if f),
        *([_(" or ").join(judicial)] if judicial else []),
        *position.qualifications,
        *([_("leads")] if position.leads else []),
        *([_("armed")] if position.armed else []),
        *([_("wardens may hold it")] if position.wardens else []),
    ]
    name = f"{position.count} {position.name}"
    return f"{name} ({', '.join(needs)})" if needs else name


def equipment_words(kind: MissionKind) -> str:
    """Return the equipment of one crew: ``moto:2``, as tables write it."""
    return ", ".join(f"{code}:{number}" for code, number in kind.equipment.items())


def kind_lines(kind: MissionKind) -> Iterator[str]:
    """Yield the lines that describe a kind."""
    yield f"{kind.id} — {kind.name(language())}"
    held = _("by both forces together") if kind.joint else _("by one force")
    facts = {
        _("Held"): held,
        _("Field"): kind.field,
        _("Crew"): crew_words(kind),
        _("Equipment"): equipment_words(kind),
        _("Powers"): ", ".join(kind.powers),
        _("Priority"): f"{kind.priority}",
        _("Mandatory"): _("yes") if kind.mandatory else "",
        _("Night without a clause"): _("yes") if kind.night_exempt else "",
        _("Fallback"): kind.fallback or "",
        _("Briefing"): hours_minutes(kind.briefing) if kind.briefing else "",
        _("Debriefing"): hours_minutes(kind.debriefing) if kind.debriefing else "",
        _("Changeover"): hours_minutes(kind.changeover) if kind.changeover else "",
        _("Reach"): "" if kind.reach is None else hours_minutes(kind.reach),
        _("Lowers risk"): _("yes") if kind.presence else "",
        _("Unpredictable starts"): _("yes") if kind.unpredictable else "",
        _("Owner's permission"): _("yes") if kind.permission else "",
        _("Most a day for an officer"): f"{kind.most_a_day or ''}",
        _("Conditions"): kind.conditions(language()),
        _("Source"): kind.source,
    }
    for name, value in facts.items():
        if value:
            yield f"  {name}: {value}"


def kind_line(kind: MissionKind) -> str:
    """Return a kind on one line: code, name, crew, equipment."""
    parts = [crew_words(kind), equipment_words(kind)]
    return f"{kind.id} — {kind.name(language())}: {'; '.join(filter(None, parts))}"


def kind_json(kind: MissionKind) -> dict[str, Any]:
    """Return a kind as JSON data."""
    return {
        "kind": kind.id,
        "name": kind.name(language()),
        "joint": kind.joint,
        "field": kind.field or None,
        "priority": kind.priority,
        "mandatory": kind.mandatory,
        "night_exempt": kind.night_exempt,
        "crew": [
            {
                "position": p.name,
                "count": p.count,
                "force": None if p.force is None else p.force.value,
                "judicial": sorted(j.value for j in p.judicial),
                "qualifications": list(p.qualifications),
                "leads": p.leads,
                "armed": p.armed,
                "wardens": p.wardens,
            }
            for p in kind.positions
        ],
        "equipment": dict(kind.equipment),
        "powers": list(kind.powers),
        "fallback": kind.fallback,
        "fallback_worth": kind.fallback_worth if kind.fallback else None,
        "briefing": kind.briefing,
        "debriefing": kind.debriefing,
        "changeover": kind.changeover,
        "reach": kind.reach,
        "presence": kind.presence,
        "unpredictable": kind.unpredictable,
        "permission": kind.permission,
        "most_a_day": kind.most_a_day,
        "conditions": kind.conditions(language()) or None,
        "source": kind.source,
    }
