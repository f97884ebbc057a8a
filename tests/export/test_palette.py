"""Shifts look the same everywhere, and can be told apart and read."""

from dataclasses import replace

import pytest

from scheduler.render.palette import (
    _DAY,
    _EVENING,
    _MORNING,
    _NIGHT,
    ABSENT,
    INK,
    PAPER,
    shades,
)
from tests import builders as b


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("background", [*_MORNING, *_DAY, *_EVENING])
def test_dark_text_reads_on_light_colours(background: str) -> None:
    assert contrast(background, INK) >= 7


@pytest.mark.parametrize("background", _NIGHT)
def test_light_text_reads_on_dark_colours(background: str) -> None:
    assert contrast(background, PAPER) >= 7


def test_letters_differ_and_none_is_that_of_absence() -> None:
    week = b.scenario(shifts=[b.shift(f"a{n}", "08:00", "16:00") for n in range(60)])
    letters = [s.letter for s in shades(week).values()]
    assert len(set(letters)) == 60
    assert ABSENT not in letters


def test_shifts_of_one_colour_differ_by_their_stripes() -> None:
    week = b.scenario(shifts=[b.shift(f"m{n}", "06:00", "13:00") for n in range(9)])
    looks = {(s.background, s.stripes) for s in shades(week).values()}
    assert len(looks) == 9


def test_the_colour_tells_the_time_of_day() -> None:
    week = b.scenario(
        officers=[b.officer("PM-1")],
        shifts=[
            b.shift("morning", "05:00", "13:00"),
            b.shift("day", "09:00", "17:00"),
            b.shift("evening", "15:00", "23:00"),
            b.shift("night", "21:00", "05:00"),
        ],
    )
    families = (_MORNING, _DAY, _EVENING, _NIGHT)
    assert [s.background for s in shades(week).values()] == [f[0] for f in families]


def test_one_shift_in_two_forces_looks_the_same() -> None:
    week = b.scenario(
        shifts=[
            b.shift("matin", "06:00", "13:00"),
            replace(b.shift("pn-matin", "06:00", "13:00", "pn"), name="matin"),
        ]
    )
    assert len(set(shades(week).values())) == 1
