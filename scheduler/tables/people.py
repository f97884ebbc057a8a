"""Forces, their officers, and what officers hold: papers, arms, suspensions."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from scheduler.domain.authority import Suspension
from scheduler.domain.people import (
    Force,
    ForceKind,
    HeldQualification,
    Judicial,
    Officer,
    Sex,
    Status,
    WeaponPermit,
)
from scheduler.domain.settings import DAY
from scheduler.domain.time import Clock, Span
from scheduler.io.faults import Fault
from scheduler.tables.columns import (
    CODE,
    DATE,
    DATES,
    TEXT,
    YES_NO,
    choice,
    column,
    duration,
    ref,
    refs,
    whole,
    word,
)
from scheduler.tables.common import first_valid_day, last_valid_day, validity
from scheduler.tables.rows import Row, table
from scheduler.tables.table_set import TableSet
from scheduler.words import N_


@table("forces", N_("Employers of the officers."), key=("force",), required=True)
class ForceRow(Row):
    force: str = column(CODE, N_("Code of the force."))
    name: str = column(TEXT, N_("Name that people read."))
    kind: ForceKind = column(choice(ForceKind), N_("Municipal or national."))
    regime: str | None = column(
        CODE, N_("Working-time regime; empty = the regime of its kind."), default=None
    )
    communes: tuple[str, ...] = column(
        refs("communes"), N_("Communes where its officers are competent.")
    )
    posts: int | None = column(
        whole(0, 100_000, N_("posts")),
        N_(
            "Posts of police officers in the service, for the threshold above which "
            "an agreement is mandatory (CSI L512-4)."
        ),
        default=None,
    )
    station: str | None = column(
        ref("zones"),
        N_(
            "Zone where tours of its officers begin, shown in calendars; empty = the "
            "name of the force."
        ),
        default=None,
    )


@table(
    "officers",
    N_("Officers who can be rostered, by service number; never a name."),
    key=("officer",),
    required=True,
)
class OfficerRow(Row):
    officer: str = column(CODE, N_("Service number."))
    force: str = column(ref("forces"), N_("Employer."))
    unit: str | None = column(
        CODE, N_("Unit or brigade inside the force."), default=None
    )
    grade: str = column(TEXT, N_("Grade as printed."), default="")
    judicial: Judicial = column(
        choice(Judicial),
        N_("Judicial status (CPP art. 16, 20, 21)."),
        default=Judicial.NONE,
    )
    status: Status = column(
        choice(Status),
        N_("Titular, trainee or assistant (policier adjoint)."),
        default=Status.TITULAR,
        private=True,
    )
    contract_hours: int = column(
        duration(0, 48 * 60, N_("hours a week")),
        N_("Contract work in hours a week."),
        default="35",
        private=True,
    )
    tours: Literal["free", "fixed"] = column(
        word("free", "fixed"),
        N_(
            "free = the scheduler chooses the tours; fixed = they come from the cycle "
            "or from fixed_tours."
        ),
        default="free",
    )
    cycle: str | None = column(
        ref("cycles"),
        N_("Cycle that an officer with fixed tours follows."),
        default=None,
    )
    cycle_start: dt.date | None = column(
        DATE,
        N_("A day that is day 1 of the cycle for this officer."),
        default=None,
        private=True,
    )
    sex: Sex | None = column(
        choice(Sex),
        N_("F or M, for crews that make safety pat-downs; never printed."),
        default=None,
        private=True,
    )
    night_worker: bool = column(
        YES_NO,
        N_(
            "Whether the officer is a night worker of the national police (arrêté of "
            "5 September 2019, art. 10)."
        ),
        default="no",
        private=True,
    )
    desk: bool = column(
        YES_NO,
        N_(
            "Whether the officer holds the duty desk while on tour: reachable, and on "
            "no mission."
        ),
        default="no",
    )
    leaves_on: dt.date | None = column(
        DATE,
        N_(
            "First day on which the officer no longer serves: nothing is planned from "
            "then on, and links to calendars end; empty = none is known."
        ),
        default=None,
        private=True,
    )


@table(
    "qualifications",
    N_("Qualifications (habilitations) that officers hold, with their dates."),
    key=("officer", "qualification", "valid_from"),
)
class QualificationRow(Row):
    officer: str = column(ref("officers"), N_("Who holds it."))
    qualification: str = column(CODE, N_("What is held, such as bike."), private=True)
    valid_from: dt.date | None = first_valid_day(private=True)
    valid_to: dt.date | None = last_valid_day(private=True)


@table(
    "weapons",
    N_(
        "Permits of municipal officers to bear arms, with the training sessions "
        "attended (CSI R511-19; arrêté of 3 August 2007)."
    ),
    key=("officer", "weapon", "valid_from"),
)
class WeaponRow(Row):
    officer: str = column(ref("officers"), N_("Who bears it."))
    weapon: str = column(
        CODE, N_("Weapon, such as pie (stun gun), baton or handgun."), private=True
    )
    valid_from: dt.date | None = first_valid_day(private=True)
    valid_to: dt.date | None = last_valid_day(private=True)
    sessions: tuple[dt.date, ...] = column(
        DATES, N_("Days of the training sessions attended."), default="", private=True
    )


@table(
    "suspensions",
    N_(
        "Times during which an officer's approval, or permit to bear arms, is "
        "suspended."
    ),
    key=("officer", "what", "from_date"),
)
class SuspensionRow(Row):
    officer: str = column(ref("officers"), N_("Who."))
    what: Literal["approval", "arms"] = column(
        word("approval", "arms"),
        N_(
            "approval = no mission at all (CSI L511-2); arms = no armed seat (CSI "
            "R511-19)."
        ),
        private=True,
    )
    from_date: dt.date = column(DATE, N_("First day."), private=True)
    to_date: dt.date | None = column(
        DATE, N_("Last day; empty = until further notice."), default=None, private=True
    )


def check_arms(tables: TableSet) -> Iterator[Fault]:
    """Look for wardens, permits and suspensions that such an officer cannot have."""
    forces, officers = tables.by_key(ForceRow), tables.by_key(OfficerRow)

    def national(code: str) -> bool:
        officer = officers.get(code)
        force = forces.get(officer.force) if officer else None
        return force is not None and force.kind == ForceKind.NATIONAL

    for row in tables.good(OfficerRow):
        if row.status == Status.WARDEN and national(row.officer):
            yield row.fault(
                "status",
                N_("a warden of a national force ({officer})"),
                N_(
                    "wardens (ASVP) belong to a municipal force: correct one of the two"
                ),
                officer=row.officer,
            )
    for permit in tables.good(WeaponRow):
        officer = officers.get(permit.officer)
        if national(permit.officer):
            yield permit.fault(
                "officer",
                N_("a permit of a national officer ({value})"),
                N_("permits are for municipal officers: remove the row"),
            )
        elif officer is not None and officer.status == Status.WARDEN:
            yield permit.fault(
                "officer",
                N_("a permit of a warden ({value})"),
                N_("wardens (ASVP) bear no arms: remove the row"),
            )
    for suspension in tables.good(SuspensionRow):
        if national(suspension.officer):
            yield suspension.fault(
                "officer",
                N_("a suspension of a national officer ({value})"),
                N_("approvals and permits are for municipal officers: remove the row"),
            )


def to_forces(tables: TableSet) -> dict[str, Force]:
    """Return the forces by code."""
    return {
        r.force: Force(
            id=r.force,
            name=r.name,
            kind=r.kind,
            regime=r.regime or r.kind.value,
            communes=frozenset(r.communes),
            posts=r.posts,
            station=r.station,
        )
        for r in tables.rows[ForceRow]
    }


def to_officers(tables: TableSet) -> dict[str, Officer]:
    """Return the officers by service number, each with what the officer holds."""
    held = tables.groups(QualificationRow, lambda r: r.officer)
    weapons = tables.groups(WeaponRow, lambda r: r.officer)
    return {
        r.officer: Officer(
            id=r.officer,
            force=r.force,
            unit=r.unit or "",
            grade=r.grade,
            judicial=r.judicial,
            status=r.status,
            contract=r.contract_hours,
            free=r.tours == "free",
            cycle=r.cycle,
            cycle_start=r.cycle_start,
            qualifications=tuple(
                HeldQualification(code=q.qualification, validity=validity(q))
                for q in held.get(r.officer, ())
            ),
            sex=r.sex,
            night_worker=r.night_worker,
            desk=r.desk,
            leaves_on=r.leaves_on,
            weapons=tuple(
                WeaponPermit(
                    weapon=w.weapon,
                    validity=validity(w),
                    sessions=tuple(sorted(w.sessions)),
                )
                for w in weapons.get(r.officer, ())
            ),
        )
        for r in tables.rows[OfficerRow]
    }


def to_suspensions(tables: TableSet, clock: Clock) -> tuple[Suspension, ...]:
    """Return the suspensions; one without an end outlasts the horizon."""
    # A mission of the last night may reach into the next two days.
    beyond = clock.span.end + 2 * DAY
    return tuple(
        Suspension(
            officer=r.officer,
            what=r.what,
            span=Span(
                clock.midnight(r.from_date),
                beyond if r.to_date is None else clock.day(r.to_date).end,
            ),
        )
        for r in tables.rows[SuspensionRow]
    )
