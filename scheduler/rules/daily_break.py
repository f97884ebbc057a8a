"""Breaks during long tours."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.breaks import Need
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import DAY, Setting, Unit
from scheduler.domain.time import Minute, Span, SplitSpan
from scheduler.domain.tours import Tour
from scheduler.rules._break_chains import Chain, ChainCache, Limits, may_fail
from scheduler.rules._break_counts import post_counts, post_pairs
from scheduler.rules._break_gaps import Gap, clash, gaps, held_during, pairs_around
from scheduler.rules._break_placed import break_breach, check_fixed, check_placed
from scheduler.rules._nearest import nearest
from scheduler.rules.base import Breach, Measure, Needed, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Group, Linear, ModelFacade, Placement


class DailyBreak(Rule):
    """A tour whose work reaches 6 h has a break of 20 minutes, and again after 6 h.

    A break is time of the tour without a mission and without travel between two
    missions. The tour has at least one, and no time without a break, from one to the
    next or to an end of the tour, lasts longer than 6 h. Breaks count as work.

    A roster that states its breaks is judged by them: each lies inside its tour and
    outside missions, is long enough, and leaves the transition times. In any other
    roster, and in the model, the missions must leave room for breaks.

    - The transition time between two missions is deducted from the gap between them. A
      break may interrupt it. There is none before the first mission and after the last.
    - An unpaid break of the shift that is long enough is such a break. If the tour asks
      for a break, the missions must leave room for all of it in one piece.
    - If the shift says when its unpaid break is, that is one of the breaks, at its
      time; the officer is off duty, and the transition time lies before or after it. If
      it is at least as long as the legal break, it divides the tour into two parts that
      are judged by themselves. A shorter one does not count as a break and adds no
      need for one. ``mission_inside_tour`` reports missions that overlap it.
    - Each break by itself leaves the transition time. Two breaks in one gap between
      missions can be needed only on a tour longer than two stretches and a break, or
      in a part of a split shift longer than a stretch. No ordinary limit allows these.
    - Missions that clash are judged by ``one_place_at_a_time``. This rule judges those
      among them that one person could hold.
    - Of a tour that has begun before the freeze, the breaks taken are known. Missions
      leave room for the next one, which begins after the freeze.
    - Tours of the history are not judged, except for what the horizon adds to one that
      lasts into it. A break is assumed to have ended at the start of the horizon; if
      more than a stretch remains, missions leave room for the next break.

    Head-counts cannot ensure a break for each officer of a group. So officers are kept
    apart on tours on which some chain of missions that one person could hold leaves no
    break. On all other tours the model needs no constraint. In a relaxed model, breaks
    are counted by group where a roster was found to lack one (``_break_counts.py``).
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
    lazy = True
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
                    N_("start of the preferred time for midday breaks"),
                    11 * 60 + 30,
                ),
                (
                    "midday_to",
                    N_("end of the preferred time for midday breaks"),
                    14 * 60,
                ),
                (
                    "evening_from",
                    N_("start of the preferred time for evening breaks"),
                    18 * 60 + 30,
                ),
                (
                    "evening_to",
                    N_("end of the preferred time for evening breaks"),
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
        (
            "The breaks of a tour that began before a freeze are known up to the "
            "freeze. The next one begins after it, at most 6 h after the last one."
        ),
    )

    def __init__(self) -> None:
        self._cache = ChainCache()

    def need(self, scenario: Scenario, tour: Tour) -> Need | None:
        """Return what a tour asks of its breaks, to place them; ``None`` = no break."""
        due = self._due(scenario, tour)
        fixed = self._fixed(scenario, tour)
        after = self._opened(scenario, tour)
        begun = () if after is None else _begun(scenario, tour)
        if due is None:
            if fixed is None and not begun:
                return None
            return Need(
                pause=1,
                stretch=tour.span.length,
                fixed=fixed,
                begun=begun,
                after=after,
            )
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
            begun=begun,
            after=after,
        )

    def _due(self, scenario: Scenario, tour: Tour) -> Limits | None:
        """Return what a tour asks of its breaks by law; ``None`` = no break."""
        stretch = self.value(scenario, tour.officer, "from", tour.day)
        pause = self.value(scenario, tour.officer, "minimum", tour.day)
        if stretch is None or not pause or tour.work < stretch:
            return None
        return Limits(pause, stretch)

    def _fixed(self, scenario: Scenario, tour: Tour) -> Span | None:
        """Return the break of a split shift, if it must be one of the tour's breaks."""
        due = self._due(scenario, tour)
        if tour.pause is None or (due is not None and tour.pause.length < due.pause):
            return None
        return tour.pause

    @staticmethod
    def _opened(scenario: Scenario, tour: Tour) -> Minute | None:
        """Return the freeze, if the breaks of a tour before it are known and stay."""
        known = scenario.frozen_tours.get(tour.key)
        if known is None or known.breaks is None or known.span != tour.span:
            return None
        return scenario.freeze

    def _asked(self, scenario: Scenario, tour: Tour) -> tuple[tuple[Span, Limits], ...]:
        """Return parts of a tour, each with what it asks of the missions in it.

        The second entry, if any, asks for the unpaid break in one piece. Of a tour
        that has begun before the freeze, only what it asks after it is returned.
        """
        asked = self._asked_of_all(scenario, tour)
        opened = self._opened(scenario, tour)
        if opened is None:
            return asked
        found = (self._left(scenario, tour, *each, opened) for each in asked)
        return tuple(each for each in found if each is not None)

    @staticmethod
    def _left(
        scenario: Scenario, tour: Tour, part: Span, limits: Limits, opened: Minute
    ) -> tuple[Span, Limits] | None:
        """Return what a part of a tour asks after an instant; ``None`` = nothing."""
        if part.end <= opened:
            return None
        if part.start >= opened:
            return part, limits
        begun = tuple(s for s in _begun(scenario, tour) if part.contains(s))
        taken = [s.end for s in begun if s.length >= limits.pause]
        since = max(taken, default=part.start)
        if taken and part.end - since <= limits.stretch:
            return None
        start = max((opened, *(s.end for s in begun)))
        behind = (
            s.occurrence
            for s in scenario.frozen_seats_of.get(tour.officer, ())
            if s.occurrence.span.end <= start and s.occurrence.span.overlaps(tour.span)
        )
        return Span(start, max(start, part.end)), replace(
            limits,
            ran=start - since,
            behind=tuple(sorted(behind)),
            begun=begun,
        )

    def _asked_of_all(
        self, scenario: Scenario, tour: Tour
    ) -> tuple[tuple[Span, Limits], ...]:
        """Return what a tour asks, as if no break of it had been taken."""
        due = self._due(scenario, tour)
        if due is None:
            return ()
        if tour in scenario.under_way.get(tour.officer, ()):
            left = Span(scenario.clock.span.start, tour.span.end)
            return ((left, due),) if left.length > due.stretch else ()
        if self._fixed(scenario, tour) is not None:
            return tuple(
                (part, due) for part in tour.slot.parts if part.length > due.stretch
            )
        unpaid = tour.span.length - tour.work
        if unpaid <= due.pause or tour.pause is not None:
            return ((tour.span, due),)
        return ((tour.span, due), (tour.span, Limits(unpaid, tour.span.length)))

    # --- the model half -------------------------------------------------------------

    def needs_between(
        self,
        scenario: Scenario,  # noqa: ARG002
        slot: Span,
    ) -> Needed | None:
        """Return the length of the break of a split shift, for missions around it."""
        if not isinstance(slot, SplitSpan):
            return None
        pause = slot.out

        def needed(before: Occurrence, after: Occurrence) -> Minute:
            around = before.span.end <= pause.start and pause.end <= after.span.start
            return pause.length if around else 0

        return needed

    def keeps_apart(
        self,
        model: "ModelFacade",
        officers: Sequence[Officer],
        slot: Span,
        seats: Sequence[Seat],
    ) -> bool:
        """Keep apart officers who could be left without a break on such a tour."""
        scenario, bounded = model.scenario, _bounded(model)
        occurrences = tuple(dict.fromkeys(s.occurrence for s in seats))
        tours = [
            tour
            for officer in officers
            for tour in scenario.mission_tours[officer.id]
            if tour.slot == slot
        ]
        if isinstance(slot, SplitSpan) and not model.obeys("one_place_at_a_time"):
            return True
        asked = {a for tour in tours for a in self._asked(scenario, tour)}
        return any(
            may_fail(scenario, part, _during(part, occurrences), limits, bounded)
            for part, limits in asked
        )

    def post(self, model: "ModelFacade") -> None:
        """Keep each officer from chains of missions that leave no break."""
        scenario = model.scenario
        for officer in scenario.officers:
            alone = [
                g
                for g in model.groups_of(officer, shared=True)
                if g.size == 1 and model.binds(officer, g.slot)
            ]
            slots = {g.slot for g in alone}
            for tour in (*scenario.under_way.get(officer, ()), *model.tours(officer)):
                asked = self._asked(scenario, tour)
                if not (asked or tour.pause) or tour.slot not in slots:
                    continue
                found: defaultdict[Occurrence, list[Placement]] = defaultdict(list)
                for group in alone:
                    for placement in model.placements(group=group):
                        if placement.seat.occurrence.span.overlaps(tour.span):
                            found[placement.seat.occurrence].append(placement)
                self._post_tour(model, tour, asked, _Seats(model, found))
        for group in model.groups if model.relaxed else ():
            if not all(model.binds(o.id, group.slot) for o in group.officers):
                for part, limits in self._common(model, group):
                    post_pairs(model, group, part, limits)

    def post_together(self, model: "ModelFacade", group: "Group") -> None:
        """Count the breaks of officers who are not kept apart."""
        for part, limits in self._common(model, group):
            post_counts(model, group, part, limits)

    def _common(
        self, model: "ModelFacade", group: "Group"
    ) -> Iterator[tuple[Span, Limits]]:
        """Yield what all of a group are asked, and could fail to keep."""
        scenario, bounded = model.scenario, _bounded(model)
        asked = [
            self._asked(scenario, tour)
            for officer in group.officers
            for tour in scenario.mission_tours[officer.id]
            if tour.slot == group.slot
        ]
        seats = (p.seat for p in model.placements(group=group))
        occurrences = tuple(dict.fromkeys(s.occurrence for s in seats))
        for part, limits in asked[0] if asked else ():
            inside = _during(part, occurrences)
            if all((part, limits) in each for each in asked) and may_fail(
                scenario, part, inside, limits, bounded
            ):
                yield part, limits

    def _post_tour(
        self,
        model: "ModelFacade",
        tour: Tour,
        asked: tuple[tuple[Span, Limits], ...],
        seats: "_Seats",
    ) -> None:
        """Exclude from a tour the missions that leave no break or no transition time.

        Chains by what the tour asks for. ``one_place_at_a_time`` excludes pairs around
        the break of a split shift, if it is obeyed (``needs_between``).
        """
        scenario, bounded = model.scenario, _bounded(model)
        for part, limits in asked:
            if part.length < limits.pause or limits.ran > limits.stretch:
                model.add(model.works(tour) == 0)
            inside = _during(part, seats.occurrences)
            for chain in self._cache.chains(scenario, part, inside, limits, bounded):
                _exclude(model, tour, chain, seats)
        if tour.pause is None or model.obeys("one_place_at_a_time"):
            return
        for before, after in pairs_around(scenario, tour.pause, seats.occurrences):
            both = seats.taken(before) + seats.taken(after)
            model.add(both + model.works(tour) <= 2)

    # --- the check half -------------------------------------------------------------

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Judge each tour by the breaks stated, or by the room that missions leave."""
        for tours in facts.scenario.under_way.values():
            for tour in tours:
                yield from self._check_room(facts, tour)
        for tours in facts.tours_of.values():
            for tour in tours:
                yield from self._check_tour(facts, tour)
        known = {t.key for tours in facts.tours_of.values() for t in tours}
        for stated in facts.roster.breaks or ():
            if stated.tour not in known:
                yield Breach(
                    rule=self.name,
                    message=N_("{officer}: the break on {start:at} belongs to no tour"),
                    values={"officer": stated.officer, "start": stated.span.start},
                    officers=(stated.officer,),
                    when=stated.span.start,
                    over=max(1, stated.span.length),
                    unit=Unit.MINUTES,
                    setting="minimum",
                )

    def keeps(self, facts: Facts, tour: Tour) -> bool:
        """Tell whether a tour keeps the rule with the breaks that its roster states."""
        return not any(self._check_tour(facts, tour))

    def _check_tour(self, facts: Facts, tour: Tour) -> Iterator[Breach]:
        """Judge a tour of the horizon."""
        stated = facts.roster.breaks is not None
        due = self._due(facts.scenario, tour)
        breaks = facts.breaks_of.get(tour.key, ())
        moved = []
        if tour.pause is not None:
            needed = stated and self._fixed(facts.scenario, tour) is not None
            moved = list(check_fixed(facts, tour, tour.pause, breaks, needed))
            yield from moved
        if breaks:
            yield from check_placed(facts, tour, breaks, due)
            return
        lacks = list(self._check_room(facts, tour))
        yield from lacks
        if not stated or lacks or moved or due is None:
            return
        # ``one_place_at_a_time`` reports missions that clash.
        if not clash(facts, tour):
            yield break_breach(
                tour,
                N_(
                    "{officer}: no break on the tour of {day:day}, "
                    "{minimum:hm} required"
                ),
                due.pause,
                setting="minimum",
                minimum=due.pause,
            )

    def _check_room(self, facts: Facts, tour: Tour) -> Iterator[Breach]:
        """Take each break as late as possible and look for one that is too short."""
        for span, limits in self._asked(facts.scenario, tour):
            part = replace(tour, span=span)
            pauses = _pauses(facts, part, limits)
            if pauses[-1] < limits.pause and _judged(facts, part, limits):
                yield break_breach(
                    tour,
                    N_(
                        "{officer}: on the tour of {day:day}, missions leave a break "
                        "of at most {found:hm} in {stretch:hm}, {minimum:hm} required"
                    ),
                    limits.pause - pauses[-1],
                    setting="minimum",
                    found=pauses[-1],
                    stretch=limits.stretch,
                    minimum=limits.pause,
                )
                return

    def measure(self, facts: Facts, officer: str) -> Iterator[Measure]:
        """Yield the shortest of the breaks that long tours need."""
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
        """Yield the minutes of breaks that a tour needs, each with its minimum."""
        due = self._due(facts.scenario, tour)
        if due is None:
            return
        if shortest is not None:
            yield shortest.length, due.pause
            return
        fixed = self._fixed(facts.scenario, tour)
        if fixed is not None:
            yield fixed.length, due.pause
        for span, limits in self._asked(facts.scenario, tour):
            part = replace(tour, span=span)
            pauses = _pauses(facts, part, limits)
            if pauses[-1] >= limits.pause or _judged(facts, part, limits):
                yield min(pauses), limits.pause


# --- in the model ---------------------------------------------------------------------


class _Seats:
    """The seats of one officer in missions during a tour, by occurrence."""

    def __init__(
        self, model: "ModelFacade", found: "Mapping[Occurrence, list[Placement]]"
    ) -> None:
        self._model = model
        self._found = found
        self._taken: dict[Occurrence, Linear] = {}

    @property
    def occurrences(self) -> Iterable[Occurrence]:
        """Occurrences in which the officer may have a seat."""
        return self._found.keys()

    def taken(self, occurrence: Occurrence) -> "Linear":
        """Return a literal that is 1 if the officer has a seat of an occurrence."""
        if occurrence not in self._taken:
            self._taken[occurrence] = self._literal(self._found[occurrence])
        return self._taken[occurrence]

    def _literal(self, placements: "list[Placement]") -> "Linear":
        if len(placements) == 1:
            return self._model.heads(placements)
        taken = self._model.flag()
        for placement in placements:
            self._model.add(self._model.heads([placement]) <= taken)
        return taken


def _exclude(model: "ModelFacade", tour: Tour, chain: Chain, seats: _Seats) -> None:
    """Follow a chain from mission to mission, and forbid its last ones."""
    for occurrence in (*chain.first, *chain.before):
        seats.taken(occurrence)
    reached = {o: seats.taken(o) for o in chain.first}
    for occurrence in chain.first:
        if occurrence in chain.last:
            model.add(seats.taken(occurrence) + model.works(tour) <= 1)
    for occurrence, sets in chain.before.items():
        if occurrence not in chain.last:
            reached[occurrence] = model.flag()
        for earlier in sets:
            both = sum(reached[o] for o in earlier) + seats.taken(occurrence)
            if occurrence in chain.last:
                model.add(both + model.works(tour) <= 2)
            else:
                model.add(both <= 1 + reached[occurrence])


def _bounded(model: "ModelFacade") -> bool:
    """Tell whether other rules keep each officer from missions that clash."""
    return model.obeys("one_place_at_a_time") and model.obeys("mission_as_asked")


def _during(part: Span, occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """Return the missions that overlap a part of a tour."""
    return [o for o in occurrences if o.span.overlaps(part)]


# --- in a roster ----------------------------------------------------------------------


def _judged(facts: Facts, tour: Tour, limits: Limits) -> bool:
    """Tell whether missions that leave no break are judged here.

    They are if one person could hold them all, or those of them that leave no break;
    ``one_place_at_a_time`` reports missions that clash.
    """
    held = held_during(facts, tour)
    return not clash(facts, tour) or may_fail(facts.scenario, tour.span, held, limits)


def _pauses(facts: Facts, tour: Tour, limits: Limits) -> list[int]:
    """Return the minutes free at each break, taken as late as possible.

    The last entry may be too short: no break is possible in time.
    """
    found = _free_gaps(facts, tour, limits)
    taken: list[int] = []
    reached = tour.span.start - limits.ran
    while not taken or tour.span.end - reached > limits.stretch:
        due = reached + limits.stretch
        late = [
            (min(gap.span.end - limits.pause, due) + limits.pause, gap.free)
            for gap in found
            if gap.free >= limits.pause and gap.span.start <= due
        ]
        until, free = max(late, default=(reached, 0))
        if until <= reached:
            short = [
                gap.free
                for gap in found
                if reached <= gap.span.start <= due and gap.free
            ]
            return [*taken, max(0, min(limits.pause - 1, max(short, default=0)))]
        taken.append(free)
        reached = until
    return taken


def _free_gaps(facts: Facts, tour: Tour, limits: Limits) -> list[Gap]:
    """Return the gaps of a tour, less the transition time after missions behind it."""
    held = held_during(facts, tour)
    found = []
    for gap in gaps(facts, tour):
        after = [o for o in held if gap.span.end <= o.span.start]
        free = [limits.free_before(facts.scenario, o) for o in after]
        leaves = [minutes for minutes in free if minutes is not None]
        found.append(Gap(gap.span, min([gap.free, *leaves])))
    return found


def _begun(scenario: Scenario, tour: Tour) -> tuple[Span, ...]:
    """Return the breaks of a tour that began before the freeze, in order of time."""
    known = scenario.frozen_tours[tour.key]
    return tuple(sorted(s for s in known.breaks or () if scenario.frozen(s.start)))
