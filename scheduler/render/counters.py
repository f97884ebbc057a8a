"""What is counted of officers from week to week, in words."""

from collections.abc import Iterator, Mapping

from scheduler.words import N_, _
from scheduler.words.render import hours_minutes

JOINT = "joint_minutes"
"""The counter that is a time, in minutes."""

TITLES: Mapping[str, str] = {
    "nights": N_("Night tours"),
    "sundays": N_("Tours on Sundays"),
    "public_holidays": N_("Tours on public holidays"),
    "events": N_("Places in event crews"),
    "recalls": N_("Days of recall"),
    "late_changes": N_("Late changes"),
    JOINT: N_("Hours in joint crews"),
}
"""Heading of each counter (message ids); what it counts is in it."""


def counter_lines(totals: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """Yield a line for each force, in the current language.

    Parameters
    ----------
    totals
        Value by force and counter.
    """
    for force, values in totals.items():
        told = (
            f"{_(title)} {hours_minutes(value) if kind == JOINT else value}"
            for kind, title in TITLES.items()
            for value in (values.get(kind, 0),)
        )
        yield f"{force} – {', '.join(told)}"
