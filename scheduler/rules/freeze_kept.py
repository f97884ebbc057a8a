"""What began before the freeze stays."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.baseline import KnownTour
from scheduler.domain.missions import Occurrence, Seat
from scheduler.domain.people import Officer
from scheduler.domain.roster import Duty, Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Minute, Span
from scheduler.domain.tours import Tour
from scheduler.rules._break_gaps import free_between
from scheduler.rules._duty import duty_breach
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class FreezeKept(Rule):
    """Before the freeze, the roster is that of the baseline: tours, seats and breaks.

    - A tour that began before the freeze is worked with the same hours, and no other
      tour begins before it.
    - A seat whose engagement began before it, briefing included, keeps its officer,
      position, form and place, and no other crew is engaged before it.
    - A break that began before it stays, and no other break begins before it. Missions
      that begin after the freeze leave it, and the transition time around it.

    Tours under way when the horizon begins belong to the history, which never changes.
    """

    name = "freeze_kept"
    title = N_("Freeze")
    words = N_(
        "Tours, places in crews and breaks that began before the freeze are those of "
        "the baseline roster, and nothing else begins before it."
    )
    example = N_(
        "With a freeze on Thursday at 14:00, an officer on patrol since 13:00 stays "
        "on it, and another officer may take the patrol of 15:00."
    )
    source = "CHOICE; what has begun cannot be changed"
    authority = Authority.LOGIC
    choices = (
        (
            "An absence recorded later cuts no tour and no mission that began before "
            "the freeze. Missions that begin after it are forbidden during the absence."
        ),
        "What starts exactly at the freeze may still change.",
        (
            "Something that began before the freeze and is no longer in the tables is "
            "a fault of the input, since it cannot be dropped."
        ),
    )

    # --- the model half -------------------------------------------------------------

    def looks_at(self, scenario: Scenario, officer: Officer) -> Hashable:
        """Look at the frozen seats and breaks."""
        seats = scenario.frozen_seats_of.get(officer.id, frozenset())
        return (seats, scenario.frozen_breaks_of.get(officer.id, ()))

    def admits(self, scenario: Scenario, officer: Officer, seat: Seat) -> bool:
        """Leave out other seats before the freeze, and those that cut a break."""
        if scenario.freeze is None:
            return True
        own = scenario.frozen_seats_of.get(officer.id, frozenset())
        if scenario.frozen(seat.occurrence.span.start):
            return seat in own
        breaks = scenario.frozen_breaks_of.get(officer.id, ())
        begun = [s.occurrence for s in own]
        return not _cuts(scenario, breaks, begun, seat.occurrence)

    def admits_tour(self, scenario: Scenario, tour: Tour) -> bool:
        """Leave out other tours before the freeze."""
        if not scenario.frozen(tour.span.start):
            return True
        known = scenario.frozen_tours.get(tour.key)
        return known is not None and known.span == tour.span

    def post(self, model: "ModelFacade") -> None:
        """Work the frozen tours and fill the frozen seats; the rest is left out."""
        scenario = model.scenario
        for key, known in scenario.frozen_tours.items():
            tours = [
                t
                for t in (model.tours(key[0]) if key[0] in scenario.officers else ())
                if t.key == key and t.span == known.span
            ]
            model.add(sum(model.works(t) for t in tours) >= 1)
        wanted: Counter[Seat] = Counter()
        for seen, seat in scenario.frozen_seats:
            if seat is None or seen.officer not in scenario.officers:
                model.add(False)
                continue
            wanted[seat] += 1
            groups = model.groups_of(seen.officer, shared=True)
            own = [
                p
                for p in model.placements(occurrence=seat.occurrence)
                if p.seat.key == seat.key and p.group in groups
            ]
            model.add(model.heads(own) >= 1)
        for seat, number in wanted.items():
            here = [
                p
                for p in model.placements(occurrence=seat.occurrence)
                if p.seat.key == seat.key
            ]
            model.add(model.heads(here) == number)

    # --- the check half -------------------------------------------------------------

    def cases(self, facts: Facts, officer: str) -> int:
        """Count the tours and seats that began before the freeze, then and now."""
        scenario = facts.scenario
        tours = {t.key for t in scenario.frozen_tours.values() if t.officer == officer}
        tours |= {
            t.key for t in facts.tours_of[officer] if scenario.frozen(t.span.start)
        }
        seats = {
            (k.mission, k.start)
            for k, _seat in scenario.frozen_seats
            if k.officer == officer
        }
        seats |= {
            (d.occurrence.mission, d.occurrence.span.start)
            for d in facts.duties_of[officer]
            if scenario.frozen(d.occurrence.span.start)
        }
        return len(tours) + len(seats)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Compare what begins before the freeze with the baseline roster."""
        baseline = facts.scenario.baseline
        if baseline is None or baseline.freeze is None:
            return
        yield from self._check_tours(facts, baseline.freeze)
        yield from self._check_seats(facts, baseline.freeze)
        yield from self._check_breaks(facts, baseline.freeze)
        yield from self._check_left(facts, baseline.freeze)

    def _check_tours(self, facts: Facts, freeze: Minute) -> Iterator[Breach]:
        assert facts.scenario.baseline is not None
        now = {t.key: t for tours in facts.tours_of.values() for t in tours}
        before = facts.scenario.baseline.tours_by_key
        for key, known in sorted(before.items()):
            if known.span is None or known.span.start >= freeze:
                continue
            tour = now.get(key)
            if tour is None:
                yield self._tour(
                    N_(
                        "{officer}: the tour {shift} of {day:day} began before the "
                        "freeze and is no longer worked"
                    ),
                    known,
                    known.span.start,
                )
            elif tour.span != known.span:
                yield self._tour(
                    N_(
                        "{officer}: the tour {shift} of {day:day} began before the "
                        "freeze and has other hours now"
                    ),
                    known,
                    known.span.start,
                )
        for key, tour in sorted(now.items()):
            same = before.get(key)
            if tour.span.start < freeze and (
                same is None or same.span is None or same.span.start >= freeze
            ):
                yield self._tour(
                    N_(
                        "{officer}: the tour {shift} of {day:day} is new and begins "
                        "before the freeze"
                    ),
                    tour,
                    tour.span.start,
                )

    def _check_seats(self, facts: Facts, freeze: Minute) -> Iterator[Breach]:
        assert facts.scenario.baseline is not None
        before = Counter(
            (s.mission, s.start, s.officer, s.kind, s.zone, s.position)
            for s in facts.scenario.baseline.seats
            if s.start < freeze
        )
        seated = [d for d in facts.duties if d.occurrence.span.start < freeze]
        now = Counter(_words(facts.scenario, d) for d in seated)
        for mission, start, officer, _kind, _zone, position in sorted(
            (before - now).elements()
        ):
            yield Breach(
                rule=self.name,
                message=N_(
                    "{officer}: position {position} of {mission} began before "
                    "the freeze and is no longer held as it was"
                ),
                values={"officer": officer, "mission": mission, "position": position},
                officers=(officer,),
                mission=mission,
                when=start,
            )
        for duty in seated:
            if _words(facts.scenario, duty) in now - before:
                yield duty_breach(
                    self.name,
                    N_(
                        "{officer}: position {position} of {mission} is new and "
                        "begins before the freeze"
                    ),
                    duty,
                )

    def _check_breaks(self, facts: Facts, freeze: Minute) -> Iterator[Breach]:
        if facts.roster.breaks is None:
            return
        for known in facts.scenario.frozen_tours.values():
            if known.breaks is None:
                continue
            before = {s for s in known.breaks if s.start < freeze}
            breaks = facts.breaks_of.get(known.key, ())
            now = {s for s in breaks if s.start < freeze}
            for span in sorted(before ^ now):
                yield Breach(
                    rule=self.name,
                    message=N_(
                        "{officer}: the break from {start:at} to {end:at} began "
                        "before the freeze and is no longer taken"
                    )
                    if span in before
                    else N_(
                        "{officer}: the break from {start:at} to {end:at} is new "
                        "and begins before the freeze"
                    ),
                    values={
                        "officer": known.officer,
                        "start": span.start,
                        "end": span.end,
                    },
                    officers=(known.officer,),
                    when=span.start,
                )

    def _check_left(self, facts: Facts, freeze: Minute) -> Iterator[Breach]:
        """Look for missions after the freeze that leave no room for a frozen break."""
        for officer, breaks in facts.scenario.frozen_breaks_of.items():
            duties = facts.duties_of.get(officer, ())
            begun = [d.occurrence for d in duties if d.occurrence.span.start < freeze]
            for duty in duties:
                if duty.occurrence.span.start >= freeze and _cuts(
                    facts.scenario, breaks, begun, duty.occurrence
                ):
                    yield duty_breach(
                        self.name,
                        N_(
                            "{officer}: {mission} leaves no room for a break that "
                            "began before the freeze"
                        ),
                        duty,
                    )

    def _tour(self, message: str, tour: KnownTour | Tour, start: Minute) -> Breach:
        return Breach(
            rule=self.name,
            message=message,
            values={
                "officer": tour.officer,
                "shift": tour.shift,
                "day": tour.day.isoformat(),
            },
            officers=(tour.officer,),
            when=start,
        )


def _cuts(
    scenario: Scenario,
    breaks: Sequence[Span],
    begun: Sequence[Occurrence],
    occurrence: Occurrence,
) -> bool:
    """Tell whether a mission overlaps a break, or takes it for the transition time.

    A break between two missions by itself leaves the transition time between them:
    ``daily_break`` says so.
    """
    return any(
        span.overlaps(occurrence.span)
        or any(
            before.span.end <= span.start
            and span.end <= occurrence.span.start
            and 0 <= free_between(scenario, before, occurrence) < span.length
            for before in begun
        )
        for span in breaks
    )


def _words(scenario: Scenario, duty: Duty) -> tuple[str, Minute, str, str, str, str]:
    """Return a duty as the baseline roster would name it."""
    occurrence = duty.occurrence
    return (
        occurrence.mission,
        occurrence.span.start,
        duty.officer,
        scenario.kind(occurrence).id,
        occurrence.zone,
        duty.position.name,
    )
