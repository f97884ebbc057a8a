"""Forces, their officers, and the facts about each officer."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from scheduler.domain.time import Span
from scheduler.domain.validity import ALWAYS, Validity


class ForceKind(StrEnum):
    """Which employer a force is."""

    MUNICIPAL = "municipal"
    NATIONAL = "national"


class Judicial(StrEnum):
    """Judicial status (CPP art. 16, 20 and 21); OPJ > APJ > APJA."""

    OPJ = "OPJ"
    APJ = "APJ"
    APJA = "APJA"
    NONE = "none"


class Status(StrEnum):
    """Standing of an officer inside the force."""

    TITULAR = "titular"
    TRAINEE = "trainee"
    ASSISTANT = "assistant"
    """Contract assistant of the national police (*policier adjoint*)."""
    WARDEN = "warden"
    """Parking warden of a commune (*ASVP*): not a police officer."""


class Sex(StrEnum):
    """Sex of an officer, for safety pat-downs only; never printed."""

    FEMALE = "F"
    MALE = "M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Force:
    """An employer of officers.

    Parameters
    ----------
    id, name
        Code used in tables, and the name people read.
    kind
        Municipal or national.
    regime
        Code of its working-time regime.
    communes
        INSEE codes of the communes where its officers are competent.
    posts
        Posts of police officers in the service, for the threshold of CSI art. L512-4;
        ``None`` = not given.
    station
        Code of the zone where tours of its officers begin; ``None`` = not given.
    """

    id: str
    name: str
    kind: ForceKind
    regime: str
    communes: frozenset[str]
    posts: int | None = None
    station: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldQualification:
    """A qualification (*habilitation*) that an officer holds between two days.

    Parameters
    ----------
    code
        What is held, for example ``bike``.
    validity
        Days on which it is held.
    """

    code: str
    validity: Validity = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class WeaponPermit:
    """A permit of a municipal officer to bear a weapon (CSI art. L511-5, R511-19).

    Parameters
    ----------
    weapon
        Code of the weapon, for example ``pie``.
    validity
        Days of the permit.
    sessions
        Local days of training sessions attended with it, in order.
    """

    weapon: str
    validity: Validity = ALWAYS
    sessions: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A police officer, identified by service number only.

    Parameters
    ----------
    id
        Service number such as ``PM-014``; never a name.
    force, unit, grade
        Codes of the force and unit; grade as printed.
    judicial
        Judicial status.
    status
        Titular, trainee, assistant or warden.
    contract
        Contract work in minutes per civil week.
    free
        True if the scheduler chooses the tours; False if they are fixed by a cycle or
        by the force's own roster.
    cycle, cycle_start
        For fixed tours: the cycle followed, and a day on which its day 1 falls.
    qualifications
        What the officer holds, with dates.
    sex
        For pat-downs; ``None`` = not given.
    night_worker
        Whether the officer is a night worker of the national police (arrêté du 5
        septembre 2019 art. 10).
    desk
        Whether the officer holds the duty desk while on tour: reachable, and on no
        mission.
    weapons
        Permits to bear arms.
    leaves_on
        First local day on which the officer no longer serves; ``None`` = not known.
    """

    id: str
    force: str
    unit: str = ""
    grade: str = ""
    judicial: Judicial = Judicial.NONE
    status: Status = Status.TITULAR
    contract: int = 35 * 60
    free: bool = True
    cycle: str | None = None
    cycle_start: dt.date | None = None
    qualifications: tuple[HeldQualification, ...] = field(default=())
    sex: Sex | None = None
    night_worker: bool = False
    desk: bool = False
    weapons: tuple[WeaponPermit, ...] = ()
    leaves_on: dt.date | None = None

    def holds(self, code: str, days: Iterable[dt.date]) -> bool:
        """Tell whether a qualification is held on each of some days."""
        own = [q for q in self.qualifications if q.code == code]
        return all(any(day in q.validity for q in own) for day in days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time during which an officer is not at work. The reason is confidential.

    Parameters
    ----------
    officer
        Who.
    span
        When, in minutes.
    reason
        Code of the reason; no output prints it.
    row
        Table row that says so, ``absences.csv:2``; empty = made in code.
    """

    officer: str
    span: Span
    reason: str = ""
    row: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A wish of an officer for one day.

    Parameters
    ----------
    officer, day
        Who, and the local day on which the tour would begin.
    wish
        ``off``: no tour that day; ``work``: any tour; ``shift``: this shift;
        ``not_shift``: anything but this shift.
    shift
        Shift code for the last two.
    weight
        Points lost when the wish is not met, at least 1.
    """

    officer: str
    day: dt.date
    wish: Literal["off", "work", "shift", "not_shift"]
    shift: str | None = None
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """A decision that must stay.

    Parameters
    ----------
    officer
        Who.
    pin
        ``shift``: works this shift on this day; ``work``: works any tour on this day;
        ``off``: no tour on this day; ``mission``: is in the crew of this mission;
        ``not_mission``: is not in its crew.
    day, shift, mission
        What the kind of pin needs; the day of a mission only if it is held on several.
    row
        Table row that says so, ``pins.csv:2``; empty = made in code.
    """

    officer: str
    pin: Literal["shift", "work", "off", "mission", "not_mission"]
    day: dt.date | None = None
    shift: str | None = None
    mission: str | None = None
    row: str = field(default="", compare=False)

    def means(self, mission: str, day: dt.date) -> bool:
        """Tell whether a pin of a mission is about this mission on this day."""
        return mission == self.mission and self.day in (None, day)


class Together(StrEnum):
    """Whether two officers may, should or must be in one crew."""

    MUST = "must"
    """The first sits only in crews of the second."""
    PREFER = "prefer"
    AVOID = "avoid"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """A wish or decision about two officers in one crew.

    Parameters
    ----------
    officer, other
        Who. Only ``must`` has a direction.
    together
        What is wished or decided.
    weight
        Points lost for each crew that does not follow a wish; at least 1.
    """

    officer: str
    other: str
    together: Together
    weight: int = 1
