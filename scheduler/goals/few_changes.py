"""Few changes against a baseline roster."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from scheduler.domain.agreements import Regime
from scheduler.domain.baseline import KnownSeat
from scheduler.domain.changes import Notice, NoticeOf
from scheduler.domain.missions import Seat
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import YEAR, Setting, Unit, value_in_force
from scheduler.domain.time import Minute, Span
from scheduler.goals._known_seats import is_same, said_of
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_, n_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade, Placement

_NO_TEXT = (
    "CHOICE: no text sets a notice for a change of roster (Government answer of 2 July "
    "2019)"
)
_RECORDED = (
    "CHOICE: the arrêté of 5 September 2019 sets when postponed rests and shifted "
    "hours are told (rule recall_limits), not other changes"
)
_SOURCES = {ForceKind.MUNICIPAL: _NO_TEXT, ForceKind.NATIONAL: _RECORDED}
_DAYS_7, _HOURS_48 = 7 * 24 * 60, 48 * 60


class FewChanges(Goal):
    """Tours and seats added, dropped or altered compared with a baseline roster.

    A seat is altered if its officer stays in the crew in another position, in another
    form (joint, or one force alone) or at another place. A position, form or place that
    the mission no longer has is not compared, since nobody can keep it.

    A mission whose only start has moved is the same mission: its crew is compared as if
    it had not moved, so that its officers are kept rather than replaced.
    """

    name = "few_changes"
    title = N_("Roster stability")
    words = N_(
        "Tours and seats added or removed compared with the baseline roster, and seats "
        "kept in another position, form or place; 0 if there is none."
    )
    source = "CHOICE"
    unit = Unit.COUNT
    settings = (
        Setting(
            name="notice_flagged",
            unit=Unit.MINUTES,
            words=N_(
                "notice before a duty below which a change of it is flagged; it does "
                "not change the value of the goal"
            ),
            defaults=dict.fromkeys(ForceKind, _DAYS_7),
            sources=_SOURCES,
            within=(0, YEAR),
        ),
        Setting(
            name="notice_reason",
            unit=Unit.MINUTES,
            words=N_(
                "notice before a duty below which a change of it is late: it needs a "
                "reason and is counted; it does not change the value of the goal"
            ),
            defaults=dict.fromkeys(ForceKind, _HOURS_48),
            sources=_SOURCES,
            within=(0, YEAR),
        ),
    )
    choices = (
        (
            "Notice is elapsed time before the start of the duty, of the former or the "
            "new one, whichever is earlier. A change told exactly at the notice is in "
            "time. A setting without a value owes no notice."
        ),
    )

    def notice(self, regime: Regime, day: dt.date) -> Notice:
        """Return the notice that a regime owes for a duty of a local day."""
        flagged, reason = (
            dt.timedelta(minutes=value_in_force(s, self.name, regime, day) or 0)
            for s in self.settings
        )
        return Notice(flagged, reason)

    def counted(self, number: int) -> str:
        """Return a value with its unit."""
        return n_("{n} change", "{n} changes", number)

    def grouping_key(
        self, scenario: Scenario, officer: Officer, slot: Span | None
    ) -> Hashable:
        """Keep apart officers who had different seats while on a tour."""
        crews = scenario.baseline_crews
        mine = frozenset(
            (
                o.mission,
                o.span.start,
                said_of(scenario, crews[o.mission, o.span.start][officer.id]),
            )
            for o in scenario.baseline_occurrences.get(officer.id, ())
            if slot is None or slot.overlaps(o.span)
        )
        return mine or None

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the tours and seats added, dropped and altered."""
        scenario = model.scenario
        if scenario.baseline is None:
            return 0
        known = scenario.baseline.tours_by_key
        # Every baseline tour is dropped unless it is worked.
        changes: Linear = len(known)
        for officer in scenario.officers:
            for tour in model.tours(officer):
                works = model.works(tour)
                changes += -works if tour.key in known else works
        left = dict(scenario.baseline_crews)
        for mission in scenario.missions.values():
            for start in {o.span.start for o in mission.starts}:
                placements = [
                    p
                    for o in mission.occurrences
                    if o.span.start == start
                    for p in model.placements(occurrence=o)
                ]
                crew = left.pop((mission.id, start), {})
                changes += self._crew(model, placements, crew)
        return changes + sum(map(len, left.values()))

    @staticmethod
    def _crew(
        model: "ModelFacade",
        placements: Sequence["Placement"],
        baseline: Mapping[str, KnownSeat],
    ) -> "Linear":
        """Return the seats of one start that are added, dropped or altered.

        The members of a group all had the same seat in the baseline crew, or none.
        """
        scenario = model.scenario
        said = {who: said_of(scenario, seat) for who, seat in baseline.items()}
        seat_of = {p: p.group.common(lambda o: said.get(o.id)) for p in placements}
        changes: Linear = model.heads([p for p in placements if seat_of[p] is None])
        together = [p for p in placements if seat_of[p] is not None]
        for officer in sorted(baseline.keys() & scenario.officers.keys()):
            groups = model.groups_of(officer, shared=True)
            if any(g.size > 1 for g in groups):
                changes += 1
                continue
            own = [p for p in together if p.group in groups]
            together = [p for p in together if p.group not in groups]
            same = [p for p in own if is_same(scenario, p.seat, said[officer])]
            other = [p for p in own if p not in same]
            # No seat is one change. The same seat is none, another seat is one, and so
            # is each further seat.
            changes += model.heads(other)
            changes += model.shortage(1, model.heads(own) if own else 0)
            if len(same) > 1:
                costs = [(0, 0), (1, 0), (len(same), len(same) - 1)]
                changes += model.convex(model.heads(same), costs)
        # Of a larger group each was counted as dropped: the same seat takes that back.
        changes -= model.heads(
            [p for p in together if is_same(scenario, p.seat, seat_of[p])]
        )
        return changes + len(baseline.keys() - scenario.officers.keys())

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Compare the two rosters, tour by tour and seat by seat."""
        baseline = facts.scenario.baseline
        if baseline is None:
            return
        tours = Counter(t.key for t in facts.roster.tours)
        before = Counter(baseline.tours_by_key.keys())
        for (officer, day, shift), times in sorted((before - tours).items()):
            yield Loss(
                points=times,
                message=N_("{officer}: no longer on {shift} on {day:day}"),
                values={"officer": officer, "shift": shift, "day": day.isoformat()},
                officer=officer,
                day=day,
            )
        for (officer, day, shift), times in sorted((tours - before).items()):
            yield Loss(
                points=times,
                message=N_("{officer}: now on {shift} on {day:day}"),
                values={"officer": officer, "shift": shift, "day": day.isoformat()},
                officer=officer,
                day=day,
            )
        yield from self._seats(facts)

    @staticmethod
    def _seats(facts: Facts) -> Iterator[Loss]:
        """Compare the two rosters, seat by seat."""
        scenario, crews = facts.scenario, facts.scenario.baseline_crews
        held: defaultdict[tuple[str, Minute, str], list[Seat]] = defaultdict(list)
        for duty in facts.duties:
            key = (duty.occurrence.mission, duty.occurrence.span.start, duty.officer)
            held[key].append(Seat(duty.occurrence, duty.position))
        expected = {
            (*placed, officer): said_of(scenario, seat)
            for placed, crew in crews.items()
            for officer, seat in crew.items()
        }
        lost = [
            (_GONE, {key: 1 for key in expected if key not in held}),
            (_NEW, {k: n for k, s in held.items() if (n := len(s) - (k in expected))}),
            (
                _OTHER,
                {
                    key: 1
                    for key, seats in held.items()
                    if key in expected
                    and not any(is_same(scenario, s, expected[key]) for s in seats)
                },
            ),
        ]
        for message, found in lost:
            for (mission, _start, officer), times in sorted(found.items()):
                yield Loss(
                    points=times,
                    message=message,
                    values={"officer": officer, "mission": mission},
                    officer=officer,
                    mission=mission,
                )


def notice_of(scenario: Scenario | None = None) -> NoticeOf:
    """Return the notice that each force owes.

    Parameters
    ----------
    scenario
        Whose regimes tell. A force that it does not have, and any force if there is no
        scenario, owes what is usual for a municipal force.
    """
    goal = FewChanges()
    usual = Regime(id="", kind=ForceKind.MUNICIPAL)
    forces = {} if scenario is None else scenario.forces
    regimes = {} if scenario is None else scenario.regimes
    of = {code: regimes[force.regime] for code, force in forces.items()}

    def owed(force: str, day: dt.date) -> Notice:
        return goal.notice(of.get(force, usual), day)

    return owed


_GONE = N_("{officer}: no longer in the crew of {mission}")
_NEW = N_("{officer}: now in the crew of {mission}")
_OTHER = N_("{officer}: another position, form or place in {mission}")
