"""The manual of tables is that of the code, and its example is a scenario."""

import re

from scheduler.scenarios.kinds import built_in_kinds
from scheduler.scenarios.load import load
from scheduler.scenarios.manual import manual
from scheduler.tables.registry import KEYS, TABLES
from scheduler.tables.settings import DEFAULT_TIERS

from .conftest import KNOWN, SCENARIOS

COMMITTED = (SCENARIOS / "README.md").read_text(encoding="utf-8")


def test_the_manual_is_up_to_date():
    remedy = "run python -m scheduler.scenarios.manual"
    assert manual() == COMMITTED, remedy


def test_every_table_column_and_key_is_in_it():
    for table in TABLES.values():
        assert f"### `{table.name}`" in COMMITTED
        for column in table.columns:
            assert f"| `{column.name}` |" in COMMITTED
    for key in KEYS:
        assert f"| `{key}` |" in COMMITTED


def test_the_example_is_a_scenario(tmp_path):
    files = re.findall(r"^`(\S+)`\n\n```\w+\n(.*?)```", COMMITTED, re.M | re.S)
    for name, text in files:
        (tmp_path / name).write_text(text, encoding="utf-8")
    week = load(tmp_path, known=KNOWN)
    assert len(week.missions["jaude-1"].starts) == 4


def test_every_built_in_kind_stands_in_it_with_its_crew():
    for kind in built_in_kinds().values():
        row = next(r for r in manual().splitlines() if r.startswith(f"| `{kind.id}` |"))
        for position in kind.positions:
            assert f"{position.count} {position.name}" in row


def test_the_tiers_shown_are_those_that_stand_by_default():
    for tier in DEFAULT_TIERS:
        assert f'name = "{tier.name}"' in COMMITTED
