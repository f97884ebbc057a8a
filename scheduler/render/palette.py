"""Letters and colours of shifts: the same shift always looks the same.

The colour tells the time of day (sand in the morning, green by day, blue in the
evening, dark at night), so that a week reads at a glance. The letter and the stripes
tell shifts apart on a black and white print.
"""

import datetime as dt
import string
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from scheduler.domain.scenario import Scenario
from scheduler.domain.tours import Shift
from scheduler.render.nights import is_night_shift
from scheduler.render.text import shift_name

INK, PAPER = "#14213d", "#ffffff"

ABSENT = "A"
"""Marks an absence, so never a shift."""


class Band(StrEnum):
    """The time of day of a shift, which gives it its colour."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


_MORNING = ("#ffe3a3", "#ffd2b8", "#f7e7c6")
_DAY = ("#cdebc5", "#b9e6da", "#e2ecb1")
_EVENING = ("#c8defb", "#dad3f9", "#f6cfe3")
_NIGHT = ("#2c3e70", "#4f3a78", "#1d5263")
_FAMILIES: Mapping[Band, tuple[str, ...]] = {
    Band.MORNING: _MORNING,
    Band.DAY: _DAY,
    Band.EVENING: _EVENING,
    Band.NIGHT: _NIGHT,
}

BAND_COLOURS: Mapping[Band, tuple[str, str]] = {
    band: (family[0], PAPER if band is Band.NIGHT else INK)
    for band, family in _FAMILIES.items()
}
"""Background and ink of each time of day, where one colour each is enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shade:
    """How a shift is shown.

    Parameters
    ----------
    letter
        One capital letter, or more once the alphabet is used up.
    background, ink
        Colours as ``#rrggbb``; their contrast is at least 4.5.
    stripes
        0 = none, 1 and more = a pattern to tell it from another of the same colour.
    band
        The time of day that the colour tells.
    """

    letter: str
    background: str
    ink: str
    stripes: int
    band: Band


def shades(scenario: Scenario) -> Mapping[str, Shade]:
    """Return the look of every shift.

    Shifts of one name and the same hours look alike, whatever their force.
    """
    ranks: dict[Band, int] = {}
    taken: set[str] = {ABSENT}
    alike: dict[tuple[str, dt.time, dt.time], Shade] = {}
    found = {}
    for shift in scenario.shifts.values():
        key = (shift_name(shift), shift.start, shift.end)
        if key in alike:
            found[shift.id] = alike[key]
            continue
        band = _band(scenario, shift)
        family = _FAMILIES[band]
        rank = ranks[band] = ranks.get(band, -1) + 1
        letter = _letter(shift, taken)
        taken.add(letter)
        found[shift.id] = alike[key] = Shade(
            letter=letter,
            background=family[rank % len(family)],
            ink=BAND_COLOURS[band][1],
            stripes=rank // len(family) % 3,
            band=band,
        )
    return found


def _band(scenario: Scenario, shift: Shift) -> Band:
    if is_night_shift(scenario, shift):
        return Band.NIGHT
    for until, band in ((8, Band.MORNING), (13, Band.DAY)):
        if shift.start.hour < until:
            return band
    return Band.EVENING


def _letter(shift: Shift, taken: set[str]) -> str:
    own = unicodedata.normalize("NFKD", f"{shift_name(shift)}{shift.id}").upper()
    alphabet = string.ascii_uppercase
    singles = (c for c in own + alphabet if c in alphabet)
    return next(c for c in _with_pairs(singles, alphabet) if c not in taken)


def _with_pairs(singles: Iterable[str], alphabet: str) -> Iterable[str]:
    yield from singles
    yield from (a + b for a in alphabet for b in alphabet)
