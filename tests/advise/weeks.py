"""Two days of a small town in which officers can step in for each other."""

from dataclasses import replace
from random import Random

from scheduler.domain.people import ForceKind, Pairing, Request, Status, Together
from scheduler.domain.scenario import Scenario
from tests import builders as b

BIKE = replace(
    b.SOLO,
    id="ride",
    priority=12,
    positions=(b.position("rider", qualifications=("bike",)),),
)
CREW = replace(
    b.SOLO,
    id="crew",
    priority=15,
    positions=(
        b.position("chief", ForceKind.MUNICIPAL, leads=True),
        b.position("agent", ForceKind.MUNICIPAL),
    ),
)
KINDS = (b.SOLO, b.PAIR, BIKE, CREW)
STARTS = ("07:00", "08:00", "08:30", "09:00", "12:00", "15:00", "16:00")


def draw(number: int) -> Scenario:
    """Return the week of a number, always the same."""
    random = Random(number)
    clock = b.clock(b.day(random.choice((0, 4))), days=2)
    names = [f"M{i}" for i in range(random.choice((3, 4)))]
    staff = [
        b.officer(
            name,
            contract=60 * random.choice((7, 14, 35)),
            status=random.choice((Status.TITULAR, Status.TITULAR, Status.TRAINEE)),
            qualifications=(b.held("bike"),) if random.random() < 0.6 else (),
        )
        for name in names
    ]
    staff.append(b.officer("N0", "pn"))
    missions = [
        b.mission(
            f"m{i}",
            random.choice(KINDS),
            at=[(random.choice((0, 0, 1)), random.choice(STARTS))],
            minutes=random.choice((60, 90, 240)),
            zone=random.choice(("north", "south")),
            on=clock,
        )
        for i in range(random.randint(3, 5))
    ]
    if missions[0].kind == "solo":
        asked = {"agent": tuple(random.sample(names, 3))}
        missions[0] = replace(missions[0], attendees=asked)
    return b.scenario(
        on=clock,
        officers=staff,
        shifts=[
            b.shift("early", "06:00", "13:00"),
            b.shift("late", "12:00", "19:00"),
            b.shift("Day", "06:30", "17:00", "pn"),
        ],
        missions=missions,
        kinds=KINDS,
        requests=tuple(
            Request(
                officer=random.choice(names),
                day=random.choice(clock.dates),
                wish=wish,
                shift="late" if wish == "not_shift" else None,
                weight=random.choice((1, 2)),
            )
            for wish in random.choices(("off", "work", "not_shift"), k=2)
        ),
        pairings=(
            Pairing(
                officer=names[0],
                other=names[1],
                together=random.choice(
                    (Together.NEVER, Together.AVOID, Together.PREFER)
                ),
                weight=1,
            ),
        ),
        tiers=(
            ("missions", {"missions_by_priority": 1}),
            ("wishes", {"requests": 1, "pairing_wishes": 1, "attendance_order": 1}),
            ("fairness", {"weekend_fairness": 1}),
            ("hours", {"hours_near_contract": 1}),
        ),
    )
