"""The page of the fields of cooperation says what is there."""

import ast
import re
from pathlib import Path

import pytest

from tests.cooperation import (
    AGREEMENTS,
    PAGE,
    ROOT,
    SCENARIOS,
    fields_by_code,
    page,
    scenario,
)

ROWS = [
    [c.strip() for c in line.strip("|").split(" | ")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| **")
]
"""Cells of the committed page, which is read here, not written."""

CODE = re.compile(r"`([^`]+)`")


def field_of(row: list[str]) -> str:
    return CODE.findall(row[0])[-1]


def by_field(rows: list[list[str]]) -> pytest.MarkDecorator:
    ids = [f"{i}-{field_of(r)}" for i, r in enumerate(rows)]
    return pytest.mark.parametrize("row", rows, ids=ids)


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), (
        "write it anew: python -m tests.cooperation"
    )


def test_every_field_of_the_catalogue_is_listed() -> None:
    assert {field_of(r) for r in ROWS} == set(fields_by_code())
    assert len(ROWS) == sum(map(len, AGREEMENTS.values()))
    assert [len(fields) for fields in AGREEMENTS.values()] == [9, 13, 24]


@by_field(ROWS)
def test_every_mission_named_is_of_a_kind_named(row: list[str]) -> None:
    field, kinds = field_of(row), set(CODE.findall(row[1]))
    assert kinds
    lines = row[2].split("<br>")
    for line in lines:
        name, _, rest = line.partition(": ")
        week = scenario(name)
        for mission in CODE.findall(rest):
            kind = week.kinds[week.missions[mission].kind]
            assert kind.id in kinds
            assert kind.field == field
    assert any(CODE.findall(line) for line in lines), "no mission uses this field"


@by_field(ROWS)
def test_every_test_named_is_there_and_names_one_of_them(row: list[str]) -> None:
    kinds = set(CODE.findall(row[1]))
    words = kinds | {
        m.id
        for name in SCENARIOS
        for m in scenario(name).missions.values()
        if m.kind in kinds
    }
    tests = row[3].split("<br>")
    assert tests
    for test in tests:
        file, _, name = test.partition("::")
        text = Path(ROOT / file).read_text(encoding="utf-8")
        [found] = [
            n
            for n in ast.parse(text).body
            if isinstance(n, ast.FunctionDef) and n.name == name
        ]
        source = ast.get_source_segment(text, found) or ""
        quoted = set(re.findall(r'"([^"\n]+)"', source))
        assert words & quoted, test


@pytest.mark.parametrize(
    ("name", "title"),
    list(zip(SCENARIOS, AGREEMENTS, strict=False)),
)
def test_a_shipped_place_uses_every_field_of_its_agreement(
    name: str, title: str
) -> None:
    week = scenario(name)
    used = {week.kinds[m.kind].field for m in week.missions.values()}
    assert set(AGREEMENTS[title]) <= used
