"""Why missions are not held as asked, as arithmetic: seats wanted, officers free.

Not a proof (the solver's bound is), but the first question of a commander: who could
have gone, and what were they doing?
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from scheduler.domain.contacts import unreached
from scheduler.domain.kept import kept_for_latest
from scheduler.domain.missions import Mission, Occurrence, Relay, Seat
from scheduler.domain.near import missions_first
from scheduler.domain.posts import holding, unheld
from scheduler.domain.roster import Facts, Roster
from scheduler.domain.run import Run, settled
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Span
from scheduler.verify.able import able
from scheduler.verify.openings import Closed, closed

MISSION_GOALS = ("missions_by_priority", "mandatory_missions")
"""The goals that count missions: others, and those that are mandatory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCount:
    """Officers for one position of a mission that is not held.

    Parameters
    ----------
    position
        Code of the position.
    wanted
        Seats to fill.
    able
        Officers whom every rule allows in the seat.
    on_tour
        Of these, those on a tour that holds the mission.
    free
        Of these, those not on another mission then, travel included.
    closed
        Why none of those able can be on a tour that holds it, whatever is decided;
        ``None`` = one can.
    """

    position: str
    wanted: int
    able: int
    on_tour: int
    free: int
    closed: Closed | None = None

    @property
    def short(self) -> int:
        """Seats that those free cannot fill."""
        return max(0, self.wanted - self.free)


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentCount:
    """Pieces of equipment for a mission that is not held: wanted, and left in stock."""

    equipment: str
    wanted: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """A mission held less often than wanted, counted for its likeliest occurrence.

    Of a post held by relays there is one for each time that nobody holds it.

    Parameters
    ----------
    occurrence
        The one with the fewest seats short.
    missing
        Occurrences wanted and not held. A window of a post counts once, at its first
        gap.
    seats, equipment
        The counts.
    unreached
        Minutes of it without a reachable OPJ, if it needs one.
    alone
        The same for the fallback, by one force alone; ``None`` if there is none.
    gap
        When nobody holds a post; ``None`` = not a post.
    elsewhere
        The same for each other place of the mission, by place.
    blocked
        Whether one that is held rules out every other start: on its day, or nearer
        than the spacing.
    attended
        Whether a crew is there throughout the gap, in its overlap, and nobody comes to
        relieve it.
    settled
        Whether it is proved that no roster loses fewer points of missions like it.
    """

    occurrence: Occurrence
    missing: int
    seats: tuple[SeatCount, ...]
    equipment: tuple[EquipmentCount, ...]
    unreached: int = 0
    alone: "Shortfall | None" = None
    gap: Span | None = None
    elsewhere: "tuple[Shortfall, ...]" = ()
    blocked: bool = False
    attended: bool = False
    settled: bool = False

    @property
    def short(self) -> int:
        """Seats and pieces missing in all, and the OPJ who cannot be reached."""
        pieces = sum(max(0, e.wanted - e.left) for e in self.equipment)
        return sum(s.short for s in self.seats) + pieces + bool(self.unreached)

    @property
    def certain(self) -> bool:
        """Whether a seat can be filled in no roster."""
        return any(s.able < s.wanted or s.closed is not None for s in self.seats)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAlone:
    """A joint mission that one force holds alone, as the fallback of its kind.

    Parameters
    ----------
    occurrence
        The fallback, as it is held.
    joint
        What a joint crew lacks in its likeliest occurrence, were the officers and the
        equipment of the fallback free for it.
    """

    occurrence: Occurrence
    joint: Shortfall


def shortfalls(facts: Facts, run: Run | None = None) -> Iterator[Shortfall]:
    """Yield every mission with occurrences missing, in the order of the scenario.

    Parameters
    ----------
    facts
        The roster.
    run
        What was proved of it; ``None`` = nothing.
    """
    proved = _proved(facts, run)
    for found in _explained(facts).missing:
        mission = facts.scenario.missions[found.occurrence.mission]
        yield _with_proof(found, settled=proved[mission.mandatory])


def _proved(facts: Facts, run: Run | None) -> tuple[bool, ...]:
    """Return whether it is proved of each of these goals that no roster loses less.

    What a repair proves of missions holds only where as few people change.
    """
    tiers, results = facts.scenario.tiers, run.tiers if run else ()
    both = zip(tiers, missions_first(tiers), strict=True)
    first = [tier for tier, own in takewhile(lambda pair: pair[0] == pair[1], both)]
    return tuple(settled(first, results, goal) for goal in MISSION_GOALS)


def _with_proof(found: Shortfall, *, settled: bool) -> Shortfall:
    alone = found.alone and _with_proof(found.alone, settled=settled)
    there = tuple(_with_proof(s, settled=settled) for s in found.elsewhere)
    return replace(found, settled=settled, alone=alone, elsewhere=there)


def _missing(facts: Facts, mission: Mission) -> Iterator[Shortfall]:
    if mission.relay is not None:
        yield from _gaps(facts, mission, mission.relay)
        return
    held = facts.held[mission.id]
    missing = mission.times - len(held)
    if missing > 0 and mission.occurrences:
        open_ones = [o for o in mission.occurrences if room(mission, held, o)]
        found = open_ones or mission.occurrences
        asked = _everywhere(facts, [o for o in found if not o.fallback], missing)
        alone = [o for o in found if o.fallback]
        yield replace(
            asked,
            alone=_everywhere(facts, alone, missing) if alone else None,
            blocked=not open_ones,
        )


def room(mission: Mission, held: Iterable[Occurrence], occurrence: Occurrence) -> bool:
    """Tell whether an occurrence could be held beside those that are."""
    start = occurrence.proper.start
    return all(
        o.day != occurrence.day and abs(o.proper.start - start) >= mission.spacing
        for o in held
    )


def _gaps(facts: Facts, mission: Mission, relay: Relay) -> Iterator[Shortfall]:
    """Yield each time that nobody holds a post, with the relay likeliest to do so."""
    held = facts.held[mission.id]
    for found in unheld(mission, held):
        for gap in found.gaps:
            able = [
                o
                for o in mission.occurrences
                if o not in held and holding(relay, o).overlaps(gap)
            ]
            possible = able or mission.occurrences
            if possible:
                likeliest = _likeliest(facts, possible, int(gap == found.gaps[0]))
                there = any(o.proper.contains(gap) for o in held)
                yield replace(likeliest, gap=gap, attended=there)


def held_alone(facts: Facts, run: Run | None = None) -> Iterator[HeldAlone]:
    """Yield every fallback that is held, in order of time; see ``shortfalls``."""
    proved = _proved(facts, run)
    for found in _explained(facts).alone:
        mission = facts.scenario.missions[found.occurrence.mission]
        joint = _with_proof(found.joint, settled=proved[mission.mandatory])
        yield replace(found, joint=joint)


def _alone(facts: Facts, occurrence: Occurrence) -> HeldAlone:
    mission = facts.scenario.missions[occurrence.mission]
    others = [o for o in facts.held[mission.id] if o.day != occurrence.day]
    possible = [o for o in mission.starts if room(mission, others, o)]
    joint = _everywhere(facts, possible or mission.starts, 1, instead=occurrence)
    return HeldAlone(occurrence=occurrence, joint=joint)


@dataclass(frozen=True, slots=True)
class _Explained:
    """What is missing in a roster, whatever is proved of it."""

    missing: tuple[Shortfall, ...]
    alone: tuple[HeldAlone, ...]


@kept_for_latest
def _known(_scenario: Scenario) -> dict[Roster, _Explained]:
    """Return where to keep what is missing in the latest roster of a scenario."""
    return {}


def _explained(facts: Facts) -> _Explained:
    """Return what is missing in a roster.

    The outputs and the judge read the same roster, one as it was found and the other
    from disk. Equal rosters lack the same.
    """
    known = _known(facts.scenario)
    roster = facts.roster.sorted()
    if roster not in known:
        known.clear()
        known[roster] = _Explained(
            missing=tuple(
                found
                for mission in facts.scenario.missions.values()
                for found in _missing(facts, mission)
            ),
            alone=tuple(
                _alone(facts, occurrence)
                for occurrence in sorted(facts.crews, key=lambda o: (o.span, o.mission))
                if occurrence.fallback
            ),
        )
    return known[roster]


def _everywhere(
    facts: Facts,
    occurrences: Iterable[Occurrence],
    missing: int,
    *,
    instead: Occurrence | None = None,
) -> Shortfall:
    """Return the likeliest occurrence, with the likeliest one of each other place."""
    by_place: dict[int, list[Occurrence]] = {}
    for occurrence in occurrences:
        by_place.setdefault(occurrence.place, []).append(occurrence)
    found = [
        _likeliest(facts, by_place[place], missing, instead=instead)
        for place in sorted(by_place)
    ]
    best = min(found, key=lambda s: (s.short, s.certain))
    return replace(best, elsewhere=tuple(s for s in found if s is not best))


def shortfall_at(facts: Facts, occurrence: Occurrence) -> Shortfall:
    """Return what an occurrence that is not held lacks."""
    return _likeliest(facts, [occurrence], 1)


def _likeliest(
    facts: Facts,
    occurrences: Iterable[Occurrence],
    missing: int,
    *,
    instead: Occurrence | None = None,
) -> Shortfall:
    return min(
        (
            Shortfall(
                occurrence=occurrence,
                missing=missing,
                seats=tuple(
                    _count(facts, s, instead) for s in facts.scenario.seats[occurrence]
                ),
                equipment=tuple(_stock(facts, occurrence, instead)),
                unreached=sum(gap.length for gap in unreached(facts, occurrence)),
            )
            for occurrence in occurrences
        ),
        key=lambda s: (s.short, s.certain),
    )


class _Presence:
    """Who is on tour, and which crews use what, looked up by time and by equipment.

    Parameters
    ----------
    facts
        The roster.
    """

    def __init__(self, facts: Facts) -> None:
        self._officers: defaultdict[Span, set[str]] = defaultdict(set)
        for officer, tours in facts.mission_tours_of.items():
            for tour in tours:
                self._officers[tour.slot].add(officer)
        self._on_tour: dict[Span, frozenset[str]] = {}
        self._using: defaultdict[str, list[Occurrence]] = defaultdict(list)
        for occurrence in facts.crews:
            for code in facts.scenario.kind(occurrence).equipment:
                self._using[code].append(occurrence)

    def on_tour(self, span: Span) -> frozenset[str]:
        """Return the officers with a tour that can hold a mission then."""
        if span not in self._on_tour:
            self._on_tour[span] = frozenset().union(
                *(who for slot, who in self._officers.items() if slot.contains(span))
            )
        return self._on_tour[span]

    def using(self, code: str) -> Sequence[Occurrence]:
        """Return the missions held whose crews use pieces of equipment."""
        return self._using[code]


_presence = kept_for_latest(_Presence)


def _count(facts: Facts, seat: Seat, instead: Occurrence | None) -> SeatCount:
    scenario = facts.scenario
    fit = able(scenario, seat)
    there = _presence(facts).on_tour(seat.occurrence.span)
    on_tour = [o for o in fit if o in there]
    return SeatCount(
        position=seat.position.name,
        wanted=seat.position.count,
        able=len(fit),
        on_tour=len(on_tour),
        free=sum(can_be_there(facts, o, seat.occurrence, instead) for o in on_tour),
        closed=None if on_tour or not fit else closed(scenario, seat, fit),
    )


def can_be_there(
    facts: Facts, officer: str, occurrence: Occurrence, instead: Occurrence | None
) -> bool:
    """Tell whether an officer's missions leave time for one, travel included.

    Parameters
    ----------
    facts
        The roster.
    officer
        Who.
    occurrence
        The mission to be held.
    instead
        A mission to leave out; ``None`` = none.
    """
    transition = facts.scenario.transition_time
    return all(
        d.occurrence.span.end + transition(d.occurrence, occurrence)
        <= occurrence.span.start
        or occurrence.span.end + transition(occurrence, d.occurrence)
        <= d.occurrence.span.start
        for d in facts.duties_of[officer]
        if d.occurrence != instead
    )


def _stock(
    facts: Facts, occurrence: Occurrence, instead: Occurrence | None
) -> Iterator[EquipmentCount]:
    scenario = facts.scenario
    for code, wanted in scenario.kind(occurrence).equipment.items():
        stock = scenario.equipment[code]
        out = sum(
            scenario.kind(o).equipment[code]
            for o in _presence(facts).using(code)
            if o != instead
            and o.span.start < occurrence.span.end + stock.turnaround
            and occurrence.span.start < o.span.end + stock.turnaround
        )
        yield EquipmentCount(equipment=code, wanted=wanted, left=stock.quantity - out)
