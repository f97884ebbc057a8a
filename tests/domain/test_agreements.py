"""Agreements and poolings by day, and settings whose default the law changed."""

import datetime as dt
from dataclasses import replace

import pytest

from scheduler.domain.agreements import Pooling, Regime, Route, months_later
from scheduler.domain.people import ForceKind
from scheduler.domain.settings import (
    Setting,
    SupersededDefault,
    Unit,
    source_in_force,
    value_in_force,
)
from scheduler.domain.validity import Term
from scheduler.rules import RULES
from scheduler.verify.report import values_in_force
from scheduler.words import use_language
from scheduler.words.render import say
from tests.builders import AGREEMENT, setting


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2027, 8, 31), 6, dt.date(2028, 2, 29)),
        (dt.date(2026, 7, 1), 6, dt.date(2027, 1, 1)),
        (dt.date(2026, 12, 31), 0, dt.date(2026, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_or_the_last(
    day: dt.date, months: int, later: dt.date
) -> None:
    assert months_later(day, months) == later


def test_a_notice_ends_an_agreement_the_day_before_it_runs_out() -> None:
    given = replace(AGREEMENT, denounced=dt.date(2026, 1, 15))
    assert given.last_day == dt.date(2026, 7, 14)
    assert given.covers("c", dt.date(2026, 7, 14))
    assert not given.covers("c", dt.date(2026, 7, 15))
    late = replace(AGREEMENT, denounced=dt.date(2027, 12, 1))
    assert late.last_day == AGREEMENT.validity.last


def test_without_a_list_an_agreement_provides_for_every_kind() -> None:
    assert AGREEMENT.provides("foot")
    listed = replace(AGREEMENT, kinds=frozenset({"bike"}))
    assert listed.provides("bike")
    assert not listed.provides("foot")


def test_a_pooling_lends_its_forces_to_its_communes_for_its_kinds() -> None:
    pooling = Pooling(
        id="p",
        route=Route.TRANSPORT,
        forces=frozenset({"pm"}),
        communes=frozenset({"d"}),
        kinds=frozenset({"tram"}),
        validity=Term(dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
    )
    assert pooling.lends("pm", "d", "tram")
    assert not pooling.lends("pm2", "d", "tram")
    assert not pooling.lends("pm", "c", "tram")
    assert not pooling.lends("pm", "d", "foot")
    assert replace(pooling, kinds=frozenset()).lends("pm", "d", "foot")


# --- settings with a history ----------------------------------------------------------

LAST = dt.date(2019, 12, 27)
POSTS = Setting(
    name="posts",
    unit=Unit.COUNT,
    words="posts",
    defaults={ForceKind.MUNICIPAL: 3, ForceKind.NATIONAL: None},
    sources={ForceKind.MUNICIPAL: "new", ForceKind.NATIONAL: "new"},
    history=(
        SupersededDefault(
            kind=ForceKind.MUNICIPAL,
            valid_to=dt.date(2012, 1, 1),
            value=None,
            source="none",
        ),
        SupersededDefault(
            kind=ForceKind.MUNICIPAL, valid_to=LAST, value=5, source="old"
        ),
    ),
)


@pytest.mark.parametrize(
    ("day", "value", "source"),
    [
        (dt.date(2012, 1, 1), None, "none"),
        (dt.date(2012, 1, 2), 5, "old"),
        (LAST, 5, "old"),
        (LAST + dt.timedelta(days=1), 3, "new"),
    ],
)
def test_each_default_holds_to_its_last_day(
    day: dt.date, value: int | None, source: str
) -> None:
    regime = Regime(id="r", kind=ForceKind.MUNICIPAL)
    assert value_in_force(POSTS, "x", regime, day) == value
    assert source_in_force(POSTS, "x", regime, day) == source
    other = Regime(id="r", kind=ForceKind.NATIONAL)
    assert value_in_force(POSTS, "x", other, day) is None
    assert source_in_force(POSTS, "x", other, day) == "new"


def test_a_value_of_the_regime_replaces_old_and_new() -> None:
    given = setting("x", "posts", 4, valid_from=LAST)
    regime = Regime(id="r", kind=ForceKind.MUNICIPAL, values=(given,))
    day = dt.timedelta(days=1)
    values = [value_in_force(POSTS, "x", regime, LAST + n * day) for n in (-1, 0, 1)]
    assert values == [5, 4, 4]
    # A value without a source of its own stands on the law of its day.
    assert source_in_force(POSTS, "x", regime, LAST) == "old"
    assert source_in_force(POSTS, "x", regime, LAST + day) == "new"


def test_the_list_of_rules_tells_former_law_too() -> None:
    rule = RULES["joint_mission_agreed"]
    threshold = next(s for s in rule.settings if s.name == "threshold")
    with use_language("en"):
        listed = list(values_in_force(rule, threshold, None))
    assert ("municipal", "3", "CSI art. L512-4 (law 2019-1461)") in listed
    assert (
        "municipal, ≤ 2019-12-27",
        "5",
        "CSI art. L512-4 (before law 2019-1461)",
    ) in listed


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("en", "2026-11-26", "26 November 2026"),
        ("fr", "2026-11-26", "26 novembre 2026"),
        ("fr", "2026-11-01", "1er novembre 2026"),
        ("en", "2026-11-01", "1 November 2026"),
        ("fr", "2026-11-11", "11 novembre 2026"),
    ],
)
def test_a_date_in_full(language: str, day: str, written: str) -> None:
    with use_language(language):
        assert say("{day:date}", {"day": day}) == written
