"""Breaches of rules that judge one assignment by itself."""

from collections.abc import Mapping

from scheduler.domain.roster import Duty
from scheduler.rules.base import Breach


def duty_breach(rule: str, message: str, duty: Duty, **values: str | int) -> Breach:
    """Return a breach by one officer in one position of a mission.

    The message may use ``{officer}``, ``{mission}``, ``{position}`` and the values
    given.
    """
    filled: Mapping[str, str | int] = {
        "officer": duty.officer,
        "mission": duty.occurrence.mission,
        "position": duty.position.name,
        **values,
    }
    return Breach(
        rule=rule,
        message=message,
        values=filled,
        officers=(duty.officer,),
        mission=duty.occurrence.mission,
        zone=duty.occurrence.zone,
        when=duty.occurrence.span.start,
    )
