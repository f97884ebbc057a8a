"""Says why no agreement applies in a place on a day, with the article."""

import datetime as dt
from collections.abc import Callable, Mapping

from scheduler.domain.agreements import Agreement
from scheduler.domain.missions import Occurrence
from scheduler.domain.scenario import Scenario
from scheduler.words import N_

ENDED = "CSI art. L512-6; annexe 1 art. 21"
ABSENT = "CSI art. L512-4, L512-6"

Sentence = tuple[str, Mapping[str, str | int]]


def lapse(
    scenario: Scenario,
    occurrence: Occurrence,
    serves: Callable[[Agreement], bool],
    lacking: Sentence,
) -> Sentence | None:
    """Return why no agreement applies to an occurrence; ``None`` = one does everywhere.

    Parameters
    ----------
    scenario, occurrence
        What is to be held. The first day and commune without agreement are reported.
    serves
        Whether an agreement, if in force there, is sufficient.
    lacking
        Sentence about an agreement in force that is not sufficient; its
        ``{agreement}`` is filled in.
    """
    for day in scenario.days(occurrence):
        for commune in sorted(scenario.communes_of(occurrence)):
            here = [a for a in scenario.agreements.values() if commune in a.communes]
            if not any(serves(a) and a.covers(commune, day) for a in here):
                return _why(scenario, here, commune, day, serves, lacking)
    return None


def _why(
    scenario: Scenario,
    here: list[Agreement],
    commune: str,
    day: dt.date,
    serves: Callable[[Agreement], bool],
    lacking: Sentence,
) -> Sentence:
    present = [a for a in here if a.covers(commune, day)]
    if present:
        message, values = lacking
        return message, {**values, "agreement": present[-1].name}
    past = [a for a in here if a.in_force.ended_before(day) and serves(a)]
    if past:
        last = max(past, key=lambda a: a.last_day)
        values = {
            "agreement": last.name,
            "last": last.last_day.isoformat(),
            "source": ENDED,
        }
        if last.denounced is None or last.last_day == last.validity.last:
            return N_("agreement “{agreement}” ended on {last:date} ({source})"), values
        return (
            N_(
                "agreement “{agreement}”, denounced on {given:date}, ended on "
                "{last:date} ({source})"
            ),
            {**values, "given": last.denounced.isoformat()},
        )
    later = [a for a in here if a.validity.starts_after(day) and serves(a)]
    if later:
        first = min(later, key=lambda a: a.validity.first)
        return (
            N_("agreement “{agreement}” does not begin before {first:date} ({source})"),
            {
                "agreement": first.name,
                "first": first.validity.first.isoformat(),
                "source": ENDED,
            },
        )
    return (
        N_("no agreement covers {commune} ({source})"),
        {"commune": scenario.communes[commune].name, "source": ABSENT},
    )
