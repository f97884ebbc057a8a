"""Small drafts to publish, made by hand: no solver, no files."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from scheduler.calendars.content import Content, Entry, Owner, View
from scheduler.domain.plans import OfficerPlan, Plan, PlannedSeat, PlannedTour
from scheduler.ledger import publication, signing
from scheduler.ledger.keys import Signature, new_key, sign
from scheduler.ledger.publication import Draft, Shown
from scheduler.ledger.seals import seal
from scheduler.ledger.signatories import add_key
from scheduler.ledger.versions import Version

MONDAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
ZONE = "Europe/Paris"
FORCE_OF = {"PM-1": "PM", "PM-2": "PM", "PN-1": "PN", "PN-2": "PN"}


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    """Return an instant of the week: day 0 is Monday."""
    start = dt.datetime.combine(MONDAY, dt.time(), tzinfo=dt.UTC)
    return start + dt.timedelta(days=day, hours=hour, minutes=minute)


def tour(day: int, start: int = 8, end: int = 16, shift: str = "M") -> PlannedTour:
    return PlannedTour(
        at(day, start), at(day, end), MONDAY + dt.timedelta(days=day), shift,
        (end - start) * 60, (),
    )  # fmt: skip


def seat(day: int, mission: str = "foot", start: int = 10, leads: bool = False):
    return PlannedSeat(
        at(day, start), at(day, start + 2), MONDAY + dt.timedelta(days=day), mission,
        "joint_foot_patrol", "jaude", "chief" if leads else "member", leads,
    )  # fmt: skip


def plan(
    duties: Mapping[str, Sequence[PlannedTour | PlannedSeat]],
    first: dt.date = MONDAY,
    days: int = 7,
) -> Plan:
    """Return a plan; officers of `FORCE_OF` without duties are in it too."""
    officers = {
        o: OfficerPlan(
            o,
            force,
            tuple(d for d in duties.get(o, ()) if isinstance(d, PlannedTour)),
            tuple(d for d in duties.get(o, ()) if isinstance(d, PlannedSeat)),
        )
        for o, force in FORCE_OF.items()
    }
    return Plan(first, days, ZONE, officers)


JOINT = plan(
    {
        "PM-1": [tour(0), tour(3), seat(3)],
        "PM-2": [tour(1)],
        "PN-1": [tour(3), seat(3, leads=True)],
    }
)
"""Both forces have duties, and one crew is joint."""


def draft(of: Plan, secret: str = "s", **changes: object) -> Draft:
    inputs, run = {"officers.csv": "0" * 64}, '{"status":"OPTIMAL"}'
    made = Draft(
        identity="town",
        plan=of,
        sealed=seal(of, secret, inputs, run),
        inputs=inputs,
        run=run,
        labels="{}",
        joint=True,
        contents=tuple(shown(of)),
        counters={o: {"nights": 1} for o in of.officers},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def shown(of: Plan) -> list[Shown]:
    """Return what the officers' own calendars show, in both languages."""
    found = []
    for officer, duties in of.officers.items():
        for language in ("en", "fr"):
            entries = [
                Entry(
                    group=f"tour/{t.day}", start=t.start, end=t.end, summary=t.shift,
                    private=True,
                )
                for t in duties.tours
            ] + [
                Entry(
                    group=f"mission/{of.first}/{s.mission}", start=s.start, end=s.end,
                    summary=f"{s.zone} {s.kind}", busy=True, private=True,
                )
                for s in duties.seats
            ]  # fmt: skip
            content = Content(
                owner=Owner.OFFICER, code=officer, view=View.OWN, language=language,
                title=f"Duties of {officer}", timezone=ZONE, entries=tuple(entries),
            )  # fmt: skip
            found.append(
                Shown(
                    owner_kind="officer", owner=officer, view="own",
                    language=language, payload=content.to_json(),
                )
            )  # fmt: skip
    return found


def publish(
    connection: Connection, made: Draft, base: int | None = None, now: dt.datetime = NOW
) -> Version:
    return publication.publish(connection, made, base=base, payload="{}", now=now)


class Signatory:
    """A key of a force, known to the ledger."""

    def __init__(self, connection: Connection, force: str) -> None:
        self.force = force
        self.private, public = new_key(None)
        self.id = add_key(connection, public, force, "{}", NOW)

    def sign(self, made: Version) -> Signature:
        return sign(self.private, None, self.force, made.digest)


def make_official(connection: Connection, made: Version, *by: Signatory) -> Version:
    for signatory in by:
        if signatory.force in made.waiting_for:
            signing.add_signature(connection, made, signatory.sign(made), NOW)
    return signing.settle(connection, made, NOW)
