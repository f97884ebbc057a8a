"""Breaks during long tours."""

import weakref
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.breaks import Need
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.patience import heed
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import DAY, Setting, Unit
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.model.facade import Linear, ModelFacade, Placement


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a tour asks for: pauses of ``pause``, stretches of at most ``stretch``."""

    pause: int
    stretch: int


@dataclass(frozen=True, slots=True)
class _Chain:
    """Missions that follow each other without a break between them, and too long.

    Parameters
    ----------
    first
        Those with which such chains begin.
    before
        By mission, in order of time, those that may precede it in such a chain: sets
        of which one person holds one mission at most.
    last
        Those at whose end the officer has gone too long without a break.
    """

    first: Sequence[Occurrence]
    before: Mapping[Occurrence, Sequence[Sequence[Occurrence]]]
    last: frozenset[Occurrence]


class DailyBreak(Rule):
    """A tour whose work reaches 6 h has a break of 20 minutes, and again after 6 h.

    A break is a stretch of the tour without a mission and without travel between two
    missions. There is at least one, and no stretch of the tour between two breaks, or
    between a break and an end of the tour, lasts longer than 6 h. Breaks count as work.

    A roster that says when its breaks are is judged by them: each lies inside its tour,
    off missions, long enough, and leaves the minutes of the way. In any other roster,
    and in the model, breaks are taken wherever there is room; then the missions must
    leave that room.

    - Between two missions in different zones the travel is taken off the time between
      them; the way may be interrupted for the break. Before the first mission and after
      the last there is no travel.
    - An unpaid break of the shift that is long enough is such a break. On a tour that
      asks for a break the missions must leave room for all of it in one piece.
    - Where the shift says when its unpaid break is, that is one of the breaks, at its
      place; the officer is off duty and travels before or after it. If it is as long as
      a break has to be, no stretch runs across it: what comes before it and what comes
      after are judged by themselves. A shorter one asks for no other break and takes
      none away. That no mission meets it is told by ``mission_inside_tour``.
    - Each break by itself leaves the minutes of the way. Only tours longer than two
      stretches and a break could need two breaks between the same two missions, or
      split ones of which a part is longer than a stretch; of those no ordinary limit
      knows any.
    - Missions that nobody could hold together are judged by ``one_place_at_a_time``;
      this rule looks at those among them that one person could hold.
    - Tours of the history are not judged, but for what the horizon adds to one that
      lasts into it: a break is taken to have ended where the horizon begins, and if
      more than a stretch is left then, missions leave room for the next ones.

    Head-counts alone cannot promise a break to each of a group. So officers are kept
    apart on tours in which some chain of missions that one person could hold leaves no
    break; on all other tours there is nothing to ask.
    """

    name = "daily_break"
    title = N_("Daily break")
    words = N_(
        "A tour with 6 h of work or more must include a break of 20 minutes "
        "without missions or travel, and no period without a break may exceed 6 "
        "h. A longer unpaid break of the shift must also fit, in one piece; that of "
        "a split shift lies at its time, and travel does not use it."
    )
    example = N_(
        "On a tour of 7 h, uninterrupted missions from the 30th minute to the "
        "end are refused."
    )
    source = "décret 2000-815 art. 3; arrêté du 5 septembre 2019 art. 26"
    authority = Authority.LAW
    settings = (
        Setting(
            name="from",
            unit=Unit.MINUTES,
            within=(60, DAY),
            words=N_("work from which a break is due, and longest stretch without one"),
            defaults={ForceKind.MUNICIPAL: 6 * 60, ForceKind.NATIONAL: 6 * 60},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: (
                    "arrêté du 5 septembre 2019 art. 26; dir. 2003/88/CE art. 4"
                ),
            },
        ),
        Setting(
            name="minimum",
            unit=Unit.MINUTES,
            within=(1, DAY // 2),
            words=N_("shortest break"),
            defaults={ForceKind.MUNICIPAL: 20, ForceKind.NATIONAL: 20},
            sources={
                ForceKind.MUNICIPAL: "décret 2000-815 art. 3",
                ForceKind.NATIONAL: "arrêté du 5 septembre 2019 art. 26",
            },
        ),
        *(
            Setting(
                name=name,
                unit=Unit.TIME,
                words=words,
                defaults=dict.fromkeys(ForceKind, default),
                sources=dict.fromkeys(ForceKind, "CHOICE"),
            )
            for name, words, default in (
                (
                    "midday_from",
                    N_("from when breaks are preferably placed at midday"),
                    11 * 60 + 30,
                ),
                (
                    "midday_to",
                    N_("until when breaks are preferably placed at midday"),
                    14 * 60,
                ),
                (
                    "evening_from",
                    N_("from when breaks are preferably placed in the evening"),
                    18 * 60 + 30,
                ),
                (
                    "evening_to",
                    N_("until when breaks are preferably placed in the evening"),
                    20 * 60 + 30,
                ),
            )
        ),
    )
    choices = (
        "A break may interrupt the travel between two missions.",
        (
            "The model keeps enough room for breaks. The breaks are placed after the "
            "roster is found (`domain/breaks.py`). A roster that states its breaks is "
            "judged by them, and this is the only check that the model does not make "
            "itself."
        ),
        (
            "A `tours.csv` without the break columns (written by an older version) is "
            "judged by the room that its missions leave."
        ),
        (
            "Breaks are placed by these criteria, in order: as few breaks as the law "
            "asks for; never a whole unit on break at once, if avoidable; meal times "
            "and few colleagues on break together, where a meal time weighs as much "
            "as two colleagues; the middle of the tour."
        ),
        (
            "Meal times are settings. They count only in the middle two thirds of a "
            "tour."
        ),
        (
            "If the shift has an unpaid break longer than the legal one, a tour that "
            "needs a break keeps room for the whole unpaid break in one piece. Where "
            "the law asks for a break in the middle of the tour, the unpaid break may "
            "lie elsewhere."
        ),
        (
            "When work is counted by day or week, the unpaid break lies at the start "
            "of the tour, unless the shift says when it begins (`break_from`)."
        ),
        (
            "A break with its own time divides the tour into two parts of duty. Travel "
            "from the last mission before it to the first one after it uses none of "
            "its minutes. If the break is at least as long as the legal one, each part "
            "is judged by itself."
        ),
        (
            "The history does not record when such a break was: the unpaid minutes of "
            "a past tour lie at its start. If the clocks go forward before the break, "
            "it ends with the tour at the latest."
        ),
        (
            "Each break must leave the travel time by itself. Two breaks in the same "
            "gap between missions could need more time than the gap has, but a tour of "
            "up to two longest stretches and one break (12 h 20) never needs two in "
            "one gap, and no longer tour is lawful."
        ),
        (
            "The breaks of a tour that began before the horizon are not known. One "
            "break is assumed to have ended at the start of the horizon, so missions "
            "leave room for a break only if more than 6 h of the tour remain."
        ),
    )

    def __init__(self) -> None:
        self._memo = _Memo()

    def need(self, scenario: Scenario, tour: Tour) -> Need | None:
        """Return what a tour asks of whoever places its breaks; ``None`` = nothing."""
        due = self._due(scenario, tour)
        fixed = self._fixed(scenario, tour)
        if due is None:
            whole = tour.span.length
            return None if fixed is None else Need(pause=1, stretch=whole, fixed=fixed)
        unpaid = 0 if tour.pause else tour.span.length - tour.work
        meals = (
            tuple(
                self.value(scenario, tour.officer, f"{meal}_{end}", tour.day)
                for end in ("from", "to")
            )
            for meal in ("midday", "evening")
        )
        return Need(
            pause=due.pause,
            stretch=due.stretch,
            unpaid=unpaid if unpaid >= due.pause else 0,
            fixed=fixed,
            meals=tuple((a, b) for a, b in meals if a is not None and b is not None),
        )

    def _due(self, scenario: Scenario, tour: Tour) -> _Asked | None:
        """Return what a tour asks for, whatever unpaid break it has."""
        stretch = self.value(scenario, tour.officer, "from", tour.day)
        pause = self.value(scenario, tour.officer, "minimum", tour.day)
        if stretch is None or not pause or tour.work < stretch:
            return None
        return _Asked(pause, stretch)

    def _fixed(self, scenario: Scenario, tour: Tour) -> Span | None:
        """Return the unpaid break at a fixed time, if it is to be one of the breaks."""
        due = self._due(scenario, tour)
        if tour.pause is None or (due is not None and tour.pause.length < due.pause):
            return None
        return tour.pause

    def _asked(self, scenario: Scenario, tour: Tour) -> tuple[tuple[Span, _Asked], ...]:
        """Return what a tour asks of its missions: pauses, and its unpaid break.

        With the part of the tour that asks.
        """
        due = self._due(scenario, tour)
        if due is None:
            return ()
        if _under_way(scenario, tour):
            left = Span(scenario.clock.span.start, tour.span.end)
            return ((left, due),) if left.length > due.stretch else ()
        if self._fixed(scenario, tour) is not None:
            return tuple(
                (part, due) for part in tour.slot.parts if part.length > due.stretch
            )
        unpaid = tour.span.length - tour.work
        if unpaid <= due.pause or tour.pause is not None:
            return ((tour.span, due),)
        return ((tour.span, due), (tour.span, _Asked(unpaid, tour.span.length)))

    # --- the model half -------------------------------------------------------------

    def keeps_apart(
        self,
        model: "ModelFacade",
        officers: Sequence[Officer],
        slot: Span,
        seats: Sequence[Seat],
    ) -> bool:
        """Keep apart officers who could be left without a break on such a tour."""
        scenario, bounded = model.scenario, _bounded(model)
        stops = tuple(dict.fromkeys(s.occurrence for s in seats))
        tours = [
            tour
            for officer in officers
            for tour in scenario.mission_tours[officer.id]
            if tour.slot == slot
        ]
        if any(any(close_to(scenario, t.pause, stops)) for t in tours[:1] if t.pause):
            return True
        asking = {a for tour in tours for a in self._asked(scenario, tour)}
        return any(
            may_fail(scenario, part, _meeting(part, stops), asked, bounded)
            for part, asked in asking
        )

    def post(self, model: "ModelFacade") -> None:
        """Keep each officer from chains of missions that leave no break."""
        scenario, bounded = model.scenario, _bounded(model)
        for officer in scenario.officers:
            alone = [g for g in model.groups_of(officer, shared=True) if g.size == 1]
            slots = {g.slot for g in alone}
            for tour in (*scenario.under_way.get(officer, ()), *model.tours(officer)):
                due = self._asked(scenario, tour)
                if not (due or tour.pause) or tour.slot not in slots:
                    continue
                stops: defaultdict[Occurrence, list[Placement]] = defaultdict(list)
                for group in alone:
                    for placement in model.placements(group=group):
                        if placement.seat.occurrence.span.overlaps(tour.span):
                            stops[placement.seat.occurrence].append(placement)
                seated: dict[Occurrence, Linear] = {}
                for part, asked in due:
                    if part.length < asked.pause:
                        model.add(model.works(tour) == 0)
                    inside = _meeting(part, stops)
                    found = self._memo.chains(scenario, part, inside, asked, bounded)
                    for chain in found:
                        self._exclude(model, tour, chain, stops, seated)
                if tour.pause is None:
                    continue
                for pair in close_to(scenario, tour.pause, stops):
                    for stop in pair:
                        if stop not in seated:
                            seated[stop] = _seated(model, stops[stop])
                    both = sum(seated[stop] for stop in pair)
                    model.add(both + model.works(tour) <= 2)

    @staticmethod
    def _exclude(
        model: "ModelFacade",
        tour: Tour,
        chain: _Chain,
        stops: "Mapping[Occurrence, list[Placement]]",
        seated: "dict[Occurrence, Linear]",
    ) -> None:
        """Follow a chain from mission to mission, and keep it from its last ones."""
        for stop in (*chain.first, *chain.before):
            if stop not in seated:
                seated[stop] = _seated(model, stops[stop])
        reached = {stop: seated[stop] for stop in chain.first}
        for stop in chain.last.intersection(chain.first):
            model.add(seated[stop] + model.works(tour) <= 1)
        for stop, sets in chain.before.items():
            if stop not in chain.last:
                reached[stop] = model.flag()
            for near in sets:
                both = sum(reached[other] for other in near) + seated[stop]
                if stop in chain.last:
                    model.add(both + model.works(tour) <= 2)
                else:
                    model.add(both <= 1 + reached[stop])

    # --- the check half -------------------------------------------------------------

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each tour by the breaks placed, or by the room there is for them."""
        placed = facts.roster.breaks is not None
        for tours in facts.scenario.under_way.values():
            for tour in tours:
                yield from self._check_room(facts, tour)
        for tours in facts.tours_of.values():
            for tour in tours:
                breaks = facts.breaks_of.get(tour.key, ())
                moved = list(self._check_fixed(facts, tour, breaks))
                yield from moved
                if breaks:
                    yield from self._check_placed(facts, tour, breaks)
                    continue
                lacks = list(self._check_room(facts, tour))
                yield from lacks
                due = self._due(facts.scenario, tour)
                if not placed or lacks or moved or due is None:
                    continue
                # Whose missions clash is told by ``one_place_at_a_time``.
                if not _clash(facts, tour):
                    yield self._breach(
                        tour,
                        N_(
                            "{officer}: no break on the tour on {day:day}, "
                            "{minimum:hm} required"
                        ),
                        due.pause,
                        setting="minimum",
                        minimum=due.pause,
                    )
        known = {t.key for tours in facts.tours_of.values() for t in tours}
        for lost in facts.roster.breaks or ():
            if lost.tour not in known:
                yield Breach(
                    rule=self.name,
                    message=N_("{officer}: a break {start:at} without its tour"),
                    values={"officer": lost.officer, "start": lost.span.start},
                    officers=(lost.officer,),
                    when=lost.span.start,
                    over=max(1, lost.span.length),
                    unit=Unit.MINUTES,
                    setting="minimum",
                )

    def _breach(
        self, tour: Tour, message: str, over: int, *, setting: str, **values: str | int
    ) -> Breach:
        return Breach(
            rule=self.name,
            message=message,
            values={
                "officer": tour.officer,
                "day": tour.day.isoformat(),
                "over": over,
                **values,
            },
            officers=(tour.officer,),
            when=tour.span.start,
            over=over,
            unit=Unit.MINUTES,
            setting=setting,
        )

    def _check_fixed(
        self, facts: Facts, tour: Tour, breaks: Sequence[Span]
    ) -> Iterator[Breach]:
        """Look for an unpaid break at its time, and for ways that take part of it.

        Where it is one of the breaks placed, they are judged with the ways.
        """
        if tour.pause is None:
            return
        fixed = self._fixed(facts.scenario, tour)
        found = max((span.overlap(tour.pause) for span in breaks), default=0)
        if found == tour.pause.length:
            return
        if facts.roster.breaks is not None and fixed is not None:
            yield self._breach(
                tour,
                N_(
                    "{officer}: no break of the tour on {day:day} lies from {start:at} "
                    "to {end:at}, as the shift says"
                ),
                tour.pause.length - found,
                setting="minimum",
                start=tour.pause.start,
                end=tour.pause.end,
            )
        for before, after in close_to(facts.scenario, tour.pause, _stops(facts, tour)):
            free = _left(facts.scenario, before, after)
            yield self._breach(
                tour,
                N_(
                    "{officer}: the way from {before} to {after} lacks {over:hm}, "
                    "taken by the unpaid break {start:at}"
                ),
                tour.pause.length - free,
                setting="minimum",
                before=before.mission,
                after=after.mission,
                start=tour.pause.start,
            )

    def _check_placed(
        self, facts: Facts, tour: Tour, breaks: Sequence[Span]
    ) -> Iterator[Breach]:
        """Hold each break placed against tour, missions and ways; then all of them."""
        stops = _stops(facts, tour)
        for span in breaks:
            outside = span.length - span.overlap(tour.span)
            if outside:
                yield self._breach(
                    tour,
                    N_(
                        "{officer}: the break {start:at} lies {over:hm} outside the "
                        "tour on {day:day}"
                    ),
                    outside,
                    setting="minimum",
                    start=span.start,
                )
            for stop in stops:
                if span.overlaps(stop.span):
                    yield self._breach(
                        tour,
                        N_(
                            "{officer}: the break {start:at} meets mission {mission} "
                            "for {over:hm}"
                        ),
                        span.overlap(stop.span),
                        setting="minimum",
                        start=span.start,
                        mission=stop.mission,
                    )
        beside = _beside(tour, breaks)
        for start, end, free in _gaps(facts, tour):
            gap = Span(start, end)
            for together in beside:
                taken = sum(span.overlap(gap) for span in together)
                if taken > max(0, free) and free < gap.length:
                    yield self._breach(
                        tour,
                        N_(
                            "{officer}: the way after {start:at} lacks {over:hm}, "
                            "taken by a break"
                        ),
                        taken - max(0, free),
                        setting="minimum",
                        start=start,
                    )
        due = self._due(facts.scenario, tour)
        if due is not None:
            yield from self._check_lengths(tour, breaks, due)

    def _check_lengths(
        self, tour: Tour, breaks: Sequence[Span], due: _Asked
    ) -> Iterator[Breach]:
        """Judge how long the breaks of a tour are, and the stretches between them."""
        for span in breaks:
            if span.length < due.pause:
                yield self._breach(
                    tour,
                    N_(
                        "{officer}: the break {start:at} lasts {found:hm}, "
                        "{minimum:hm} required"
                    ),
                    due.pause - span.length,
                    setting="minimum",
                    start=span.start,
                    found=span.length,
                    minimum=due.pause,
                )
        longest = max(span.length for span in breaks)
        unpaid = tour.span.length - tour.work
        if due.pause <= longest < unpaid:
            yield self._breach(
                tour,
                N_(
                    "{officer}: no break of the tour on {day:day} lasts the "
                    "{unpaid:hm} that the shift does not pay"
                ),
                unpaid - longest,
                setting="minimum",
                unpaid=unpaid,
            )
        since = tour.span.start
        for span in (*breaks, Span(tour.span.end, tour.span.end)):
            late = min(span.start, tour.span.end) - since - due.stretch
            if late > 0:
                yield self._breach(
                    tour,
                    N_(
                        "{officer}: {found:hm} without a break from {since:at}, "
                        "{stretch:hm} allowed"
                    ),
                    late,
                    setting="from",
                    found=late + due.stretch,
                    since=since,
                    stretch=due.stretch,
                )
            since = max(since, span.end)

    def _check_room(self, facts: Facts, tour: Tour) -> Iterator[Breach]:
        """Take breaks as late as may be, and see whether the tour's end is reached."""
        for span, asked in self._asked(facts.scenario, tour):
            part = replace(tour, span=span)
            pauses = self._pauses(facts, part, asked)
            if pauses[-1] < asked.pause and self._judged(facts, part, asked):
                yield self._breach(
                    tour,
                    N_(
                        "{officer}: a break of {found:hm} at most in {stretch:hm} "
                        "on tour on {day:day}, {minimum:hm} required"
                    ),
                    asked.pause - pauses[-1],
                    setting="minimum",
                    found=pauses[-1],
                    stretch=asked.stretch,
                    minimum=asked.pause,
                )
                return

    @staticmethod
    def _judged(facts: Facts, tour: Tour, asked: _Asked) -> bool:
        """Tell whether one person could hold what leaves no break.

        Missions that clash are judged by ``one_place_at_a_time``; those among them that
        do not are judged here.
        """
        stops = _stops(facts, tour)
        return not _clash(facts, tour) or may_fail(
            facts.scenario, tour.span, stops, asked
        )

    def _pauses(self, facts: Facts, tour: Tour, asked: _Asked) -> list[int]:
        """Return the minutes free at each break taken; the last may be too short."""
        gaps = _gaps(facts, tour)
        taken: list[int] = []
        reached = tour.span.start
        while not taken or tour.span.end - reached > asked.stretch:
            due = reached + asked.stretch
            late = [
                (min(end - asked.pause, due) + asked.pause, free)
                for start, end, free in gaps
                if free >= asked.pause and start <= due
            ]
            until, free = max(late, default=(reached, 0))
            if until <= reached:
                short = [
                    free for start, _, free in gaps if reached <= start <= due and free
                ]
                return [*taken, max(0, min(asked.pause - 1, max(short, default=0)))]
            taken.append(free)
            reached = until
        return taken

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the shortest of the pauses that long tours rely on."""
        return nearest(self._measures(facts, officer))

    def _measures(self, facts: Facts, officer: str) -> Iterator[Measure]:
        for tour in facts.mission_tours_of[officer]:
            placed = facts.breaks_of.get(tour.key)
            shortest = min(placed, key=lambda s: s.length) if placed else None
            for found, limit in self._found(facts, tour, shortest):
                yield Measure(
                    rule=self.name,
                    officer=officer,
                    setting="minimum",
                    value=found,
                    limit=limit,
                    at_least=True,
                    day=tour.day,
                    at=shortest,
                    source=self.value_source(
                        facts.scenario, officer, "minimum", tour.day
                    ),
                )

    def _found(
        self, facts: Facts, tour: Tour, shortest: Span | None
    ) -> Iterator[tuple[int, int]]:
        """Yield the breaks that a tour relies on, and what they have to last."""
        due = self._due(facts.scenario, tour)
        if due is None:
            return
        if shortest is not None:
            yield shortest.length, due.pause
            return
        fixed = self._fixed(facts.scenario, tour)
        if fixed is not None:
            yield fixed.length, due.pause
        for span, asked in self._asked(facts.scenario, tour):
            part = replace(tour, span=span)
            pauses = self._pauses(facts, part, asked)
            if pauses[-1] >= asked.pause or self._judged(facts, part, asked):
                yield min(pauses), asked.pause


def _under_way(scenario: Scenario, tour: Tour) -> bool:
    """Tell whether a tour is one of the history that lasts into the horizon."""
    return tour in scenario.under_way.get(tour.officer, ())


def _meeting(part: Span, stops: Iterable[Occurrence]) -> list[Occurrence]:
    """Return the missions that meet a part of a tour."""
    return [stop for stop in stops if stop.span.overlaps(part)]


def _seated(model: "ModelFacade", placements: "list[Placement]") -> "Linear":
    """Return a literal that is 1 if an officer has one of some seats of a mission."""
    if len(placements) == 1:
        return model.heads(placements)
    seated = model.flag()
    for placement in placements:
        model.add(model.heads([placement]) <= seated)
    return seated


def _stops(facts: Facts, tour: Tour) -> list[Occurrence]:
    """Return the missions of an officer during a tour, in order of time."""
    duties = facts.duties_of[tour.officer]
    found = [d.occurrence for d in duties if d.occurrence.span.overlaps(tour.span)]
    return sorted(found, key=lambda o: o.span)


def _left(scenario: Scenario, before: Occurrence, after: Occurrence) -> int:
    """Return the minutes that the way leaves between two missions."""
    return after.span.start - before.span.end - scenario.transition_time(before, after)


def _beside(tour: Tour, breaks: Sequence[Span]) -> Sequence[Sequence[Span]]:
    """Return the breaks that leave the ways together: around a fixed one, or beside."""
    if tour.pause is None:
        return (breaks,)
    around = [s for s in breaks if s.contains(tour.pause)]
    others = [s for s in breaks if s not in around]
    early = [s for s in others if s.start < tour.pause.start]
    return (around, early, [s for s in others if s not in early])


def close_to(
    scenario: Scenario, pause: Span, stops: Iterable[Occurrence]
) -> Iterator[tuple[Occurrence, Occurrence]]:
    """Yield missions before and after a break that leave it the way or part of it.

    Pairs that one person could hold, but for the break; those that leave more time than
    the longest way are not looked at one by one.
    """
    near = Span(
        pause.start - scenario.longest_transition,
        pause.end + scenario.longest_transition,
    )
    ordered = sorted(set(stops), key=lambda o: o.span)
    before = [s for s in ordered if near.start < s.span.end <= pause.start]
    after = [s for s in ordered if pause.end <= s.span.start < near.end]
    for one in before:
        heed()
        for two in after:
            if 0 <= _left(scenario, one, two) < pause.length:
                yield one, two


def _clash(facts: Facts, tour: Tour) -> bool:
    """Tell whether no one person could hold an officer's missions during a tour."""
    way = facts.scenario.transition_time
    return any(
        a.span.end + way(a, b) > b.span.start for a, b in pairwise(_stops(facts, tour))
    )


def _gaps(facts: Facts, tour: Tour) -> list[tuple[Minute, Minute, int]]:
    """Return the times between missions: from, to, and the minutes free of travel."""
    stops = _stops(facts, tour)
    way = facts.scenario.transition_time
    found = []
    start = tour.span.start
    for end in (*(s.span.start for s in stops), tour.span.end):
        ways = [
            b.span.start - a.span.end - way(a, b)
            for a in stops
            for b in stops
            if a.span.end <= start and end <= b.span.start
        ]
        if start < end:
            found.append((start, end, min([end - start, *ways])))
        start = max([start, *(s.span.end for s in stops if s.span.start == end)])
    return found


def _bounded(model: "ModelFacade") -> bool:
    """Tell whether other rules keep each officer from what one person cannot hold."""
    return model.obeys("one_place_at_a_time") and model.obeys("mission_as_asked")


def chains(
    scenario: Scenario,
    slot: Span,
    stops: Iterable[Occurrence],
    asked: _Asked,
    bounded: bool = False,
) -> Iterator[_Chain]:
    """Yield the chains of missions that one person could hold and that leave no break.

    Before the first mission of a chain the officer may have had a break as late as its
    beginning, if the time since the start of the tour is enough for one. Missions leave
    no break exactly when some of them make such a chain: where a break fits between two
    missions, those before it do not matter any more.

    Parameters
    ----------
    scenario, slot, stops, asked
        Where, the span of the tour, missions during it, and what it asks for.
    bounded
        Whether other rules keep an officer from missions that clash, and from two
        placings of one mission on a day. Fewer chains are then left, and missions that
        clash are looked at together.
    """
    ordered = sorted(set(stops), key=lambda o: o.span)
    close = _close(scenario, ordered, asked.pause, bounded)
    first: defaultdict[Minute, list[int]] = defaultdict(list)
    for i, stop in enumerate(ordered):
        start = stop.span.start
        paused = start - slot.start >= asked.pause
        first[start if paused else slot.start].append(i)

    def lost(stop: Occurrence, since: Minute) -> bool:
        end = stop.span.end
        return slot.end - end < asked.pause or end > since + asked.stretch

    for since, begin in sorted(first.items()):
        if since != slot.start and slot.end - since <= asked.stretch:
            return
        before: dict[int, list[list[int]]] = {i: [] for i in begin}
        last = set()
        heed()
        for i in range(begin[0], len(ordered)):
            if i not in before:
                sets = [
                    [a for a in s if a in before and a not in last] for s in close[i]
                ]
                if not any(sets):
                    continue
                before[i] = [s for s in sets if s]
            if lost(ordered[i], since):
                last.add(i)
        leads = set(last)
        for i in sorted(before, reverse=True):
            if i in leads:
                leads.update(*before[i])
        if last:
            yield _Chain(
                tuple(ordered[i] for i in begin if i in leads),
                {
                    ordered[i]: [[ordered[a] for a in s] for s in before[i]]
                    for i in sorted(leads.difference(begin))
                },
                frozenset(ordered[i] for i in last),
            )


def _close(
    scenario: Scenario, ordered: Sequence[Occurrence], pause: int, bounded: bool
) -> list[list[list[int]]]:
    """Return for each mission, in sets, those that leave no break before it."""

    def one_at_most(one: Occurrence, two: Occurrence) -> bool:
        mission = scenario.missions[one.mission]
        return (one.mission, one.day) == (two.mission, two.day) and not mission.relay

    def clash(before: Occurrence, after: Occurrence) -> bool:
        between = after.span.start - before.span.end
        return between < 0 or between < scenario.transition_time(before, after)

    by_end = sorted(range(len(ordered)), key=lambda i: ordered[i].span.end)
    ends = [ordered[i].span.end for i in by_end]
    close = []
    for stop in ordered:
        heed()
        start = stop.span.start
        earliest = bisect_right(ends, start - pause - scenario.longest_transition)
        sets: list[list[int]] = []
        for i in sorted(by_end[earliest : bisect_right(ends, start)]):
            free = (
                start - ordered[i].span.end - scenario.transition_time(ordered[i], stop)
            )
            if not 0 <= free < pause or (bounded and one_at_most(ordered[i], stop)):
                continue
            fits = (
                s
                for s in (sets if bounded else ())
                if all(clash(ordered[a], ordered[i]) for a in s)
            )
            found = next(fits, None)
            if found is None:
                sets.append([i])
            else:
                found.append(i)
        close.append(sets)
    return close


def may_fail(
    scenario: Scenario,
    slot: Span,
    stops: Iterable[Occurrence],
    asked: _Asked,
    bounded: bool = False,
) -> bool:
    """Tell whether one person could hold missions that leave a tour without a break."""
    return slot.length < asked.pause or any(
        chains(scenario, slot, stops, asked, bounded)
    )


class _Memo:
    """The chains of one scenario, the last one asked about."""

    def __init__(self) -> None:
        self._scenario: weakref.ref[Scenario] | None = None
        self._found: dict[Hashable, tuple[_Chain, ...]] = {}

    def chains(
        self,
        scenario: Scenario,
        slot: Span,
        stops: Iterable[Occurrence],
        asked: _Asked,
        bounded: bool,
    ) -> tuple[_Chain, ...]:
        """Return the chains of some missions, found once for all who may hold them."""
        if self._scenario is None or self._scenario() is not scenario:
            self._scenario = weakref.ref(scenario)
            self._found = {}
        key = (slot, asked, bounded, frozenset(map(id, stops)))
        if key not in self._found:
            self._found[key] = tuple(chains(scenario, slot, stops, asked, bounded))
        return self._found[key]
