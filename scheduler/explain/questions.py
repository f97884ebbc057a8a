"""What is asked about one officer: the opposite of what the roster has, as pins."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from scheduler.domain.people import Pin
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.scenario import Scenario
from scheduler.io.faults import suggestion
from scheduler.words import N_, _
from scheduler.words.render import say

Sort = Literal["mission", "not_mission", "work", "off"]


class NotAskableError(ValueError):
    """A question that makes no sense of this roster; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked: that an officer has, or has not, a mission or a tour.

    Parameters
    ----------
    officer
        Who is asked about.
    mission, day
        What is asked about: the crew of a mission, or any tour that begins on a day.
        One of both is given.
    has
        Whether the officer has it in the roster; asked is the opposite.
    instead
        Who takes the officer's place, or whose place the officer takes; ``None`` =
        whoever suits best.
    """

    officer: str
    mission: str | None = None
    day: dt.date | None = None
    has: bool
    instead: str | None = None

    @property
    def leaver(self) -> str | None:
        """Who is to be without it."""
        return self.officer if self.has else self.instead

    @property
    def taker(self) -> str | None:
        """Who is to have it."""
        return self.instead if self.has else self.officer

    @property
    def pins(self) -> tuple[Pin, ...]:
        """What is asked, as pins that may also be written in the table."""
        found = []
        about: dict[str, Any] = {"day": self.day, "mission": self.mission}
        if self.taker is not None:
            sort: Sort = "mission" if self.mission else "work"
            found.append(Pin(officer=self.taker, pin=sort, **about))
        if self.leaver is not None:
            sort = "not_mission" if self.mission else "off"
            found.append(Pin(officer=self.leaver, pin=sort, **about))
        return tuple(found)

    def asked_of(self, scenario: Scenario) -> Scenario:
        """Return the week in which every roster has what is asked."""
        return replace(scenario, pins=(*scenario.pins, *self.pins))

    def seats(self, facts: Facts, officer: str) -> tuple[Duty, ...]:
        """Return the seats of an officer that the question is about."""
        return tuple(
            d
            for d in facts.duties_of[officer]
            if self.mission is not None and d.occurrence.mission == self.mission
        )


def question(
    facts: Facts, officer: str, about: str | dt.date, instead: str | None = None
) -> Question:
    """Return the question why an officer has, or has not, a mission or a tour.

    Parameters
    ----------
    facts
        The roster.
    officer
        Who.
    about
        Code of a mission, or a day.
    instead
        Another officer who should have it, or not have it, in place of this one.

    Raises
    ------
    NotAskableError
        If there is no such officer, mission or day, or if the other officer has no
        place to change with this one.
    """
    scenario = facts.scenario
    for who in (officer, instead):
        if who is not None and who not in scenario.officers:
            wrong = _("no officer is called {name}", name=who)
            raise NotAskableError(_hinted(wrong, who, scenario.officers))
    mission = about if isinstance(about, str) else None
    day = None if isinstance(about, str) else about
    if mission is not None and mission not in scenario.missions:
        wrong = _("no mission is called {name}, and it is no day", name=mission)
        raise NotAskableError(_hinted(wrong, mission, scenario.missions))
    days = scenario.clock.dates
    if day is not None and day not in days:
        raise NotAskableError(
            say(
                N_(
                    "{day:date} is not a day of this roster ({first:day} to {last:day})"
                ),
                {"day": day, "first": days[0], "last": days[-1]},
            )
        )
    asked = Question(
        officer=officer,
        mission=mission,
        day=day,
        has=_has(facts, officer, mission, day),
        instead=instead,
    )
    if instead == officer:
        raise NotAskableError(_("name another officer than {officer}", officer=officer))
    if instead is not None and _has(facts, instead, mission, day) == asked.has:
        both = _BOTH if asked.has else _NEITHER
        raise NotAskableError(_(both, officer=officer, other=instead))
    return asked


def _hinted(wrong: str, name: str, known: Iterable[str]) -> str:
    hint, more = suggestion(name, known, N_("see {known}"))
    return f"{wrong} — {_(hint).format(**more)}" if hint else wrong


def _has(facts: Facts, officer: str, mission: str | None, day: dt.date | None) -> bool:
    if mission is not None:
        return any(d.occurrence.mission == mission for d in facts.duties_of[officer])
    return any(t.day == day for t in facts.tours_of[officer])


_BOTH = N_("{officer} and {other} both have it: neither can take the other's place")
_NEITHER = N_(
    "neither {officer} nor {other} has it: there is no place for one of them to take "
    "from the other"
)
