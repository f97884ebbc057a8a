"""The page of every field of cooperation, ``docs/cooperation.md``.

``python -m tests.cooperation`` writes it anew from the catalogue, the shipped scenarios
and the tests that name its kinds and missions; a test fails when it is out of date.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from scheduler.domain.scenario import Scenario
from scheduler.io.build import load
from scheduler.tables.kinds import FieldRow, KindRow
from scheduler.tables.opening import built_in

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "cooperation.md"
SCENARIOS = ("clermont-ferrand", "senart")
SOURCES = ("tests/test_catalogue.py", "tests/test_senart.py")
MOST = 4
"""Missions named of one kind in one scenario; the others are counted."""

AGREEMENTS: Mapping[str, tuple[str, ...]] = {
    "The agreement of Clermont-Ferrand, extended in December 2022": (
        "foot_patrol",
        "bike_patrol",
        "road_safety",
        "command_meeting",
        "event_security",
        "evening_brigade",
        "all_communes",
        "agreement_follow_up",
        "safety_diagnosis",
    ),
    "The agreements of Sénart, 23 November 2012": (
        "neighbourhood_presence",
        "transport",
        "car_parks",
        "video_protection",
        "narcotics",
        "seniors",
        "road_safety",
        "urban_violence",
        "holiday_watch",
        "impound",
        "encampments",
        "building_halls",
        "dangerous_dogs",
    ),
    "The model agreement, CSI annexe 1": (
        "static_guard",
        "schools",
        "markets",
        "ceremonies",
        "event_security",
        "traffic_parking",
        "impound",
        "road_safety",
        "assigned_sectors",
        "command_meeting",
        "missing_persons",
        "transport",
        "narcotics",
        "shopping_centres",
        "nuisance",
        "video_protection",
        "urban_violence",
        "holiday_watch",
        "hold_ups",
        "seniors",
        "building_halls",
        "special_units",
        "training",
        "evaluation",
    ),
}
"""Fields that each agreement names; some stand in several."""

HEAD = """# The fields of cooperation

Written by `python -m tests.cooperation`; a test keeps it true. What the agreements
name, the entries of the mission catalogue that serve it, the missions of the shipped
scenarios that are of those kinds, and the tests that read them. The catalogue is
`scheduler/catalogue/`: a field or a kind more is a row more.
"""


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(
        f"\n## {title}\n\n{_table(fields)}" for title, fields in AGREEMENTS.items()
    )


def _table(fields: Iterable[str]) -> str:
    lines = [
        "| Field | Kinds of mission | Missions | Tests |",
        "|---|---|---|---|",
        *(_row(field) for field in fields),
    ]
    return "\n".join(lines) + "\n"


def _row(field: str) -> str:
    row = fields_by_code()[field]
    kinds = kinds_of(field)
    cells = (
        f"**{row.name_en}**<br>{row.name_fr}<br>`{field}`",
        "<br>".join(f"`{k}`" for k in kinds),
        "<br>".join(_missions(kinds)),
        "<br>".join(tests_of(field)),
    )
    return "| " + " | ".join(cells) + " |"


def _missions(kinds: Iterable[str]) -> Iterator[str]:
    for name in SCENARIOS:
        for kind in kinds:
            found = missions_of(name, kind)
            if found:
                more = len(found) - MOST
                text = ", ".join(f"`{m}`" for m in found[:MOST])
                yield f"{name}: {text}" + (f" and {more} more" if more > 0 else "")


@cache
def fields_by_code() -> Mapping[str, FieldRow]:
    """Return the names of the fields of the catalogue, by code."""
    return {r.field: r for r in built_in(FieldRow)}


@cache
def scenario(name: str) -> Scenario:
    """Return a shipped scenario."""
    return load(ROOT / "scenarios" / name)


@cache
def kinds_of(field: str) -> tuple[str, ...]:
    """Return the kinds that serve a field: the catalogue's, then the scenarios' own."""
    found = [r.kind for r in built_in(KindRow) if r.field == field]
    for name in SCENARIOS:
        found += [k.id for k in scenario(name).kinds.values() if k.field == field]
    return tuple(dict.fromkeys(found))


@cache
def missions_of(name: str, kind: str) -> tuple[str, ...]:
    """Return the missions of a kind in a shipped scenario."""
    return tuple(m.id for m in scenario(name).missions.values() if m.kind == kind)


@cache
def named() -> Mapping[str, frozenset[str]]:
    """Return the texts quoted in each test function, by ``file::function``."""
    found = {}
    for source in SOURCES:
        tree = ast.parse((ROOT / source).read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found[f"{source}::{node.name}"] = frozenset(
                    n.value
                    for n in ast.walk(node)
                    if isinstance(n, ast.Constant) and isinstance(n.value, str)
                )
    return found


def tests_of(field: str) -> tuple[str, ...]:
    """Return the tests that name a kind of a field, or a mission of such a kind."""
    kinds = kinds_of(field)
    missions = {m for s in SCENARIOS for k in kinds for m in missions_of(s, k)}
    words = {*kinds, *missions}
    return tuple(test for test, quoted in named().items() if words & quoted)


def main() -> None:
    """Write ``docs/cooperation.md``."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
