"""Few changes against a baseline roster."""

import datetime as dt
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from typing import TYPE_CHECKING

from scheduler.domain.agreements import Regime
from scheduler.domain.changes import Notice, NoticeOf
from scheduler.domain.people import ForceKind, Officer
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import YEAR, Setting, Unit, value_in_force
from scheduler.domain.time import Span
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
    """Tours and seats added or dropped compared with a baseline roster.

    A mission whose only start has moved is the same mission: its crew is compared as if
    it had not moved, so that its officers are kept rather than replaced. The position
    in the crew, and whether one force holds the mission alone, do not count.
    """

    name = "few_changes"
    title = N_("Roster stability")
    words = N_(
        "Tours and seats added or removed compared with the baseline roster; 0 if "
        "there is none."
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
        """Keep apart officers who were in different crews while on a tour."""
        mine = frozenset(
            (o.mission, o.span.start)
            for o in scenario.baseline_occurrences.get(officer.id, ())
            if slot is None or slot.overlaps(o.span)
        )
        return mine or None

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the tours and seats added and dropped."""
        scenario = model.scenario
        if scenario.baseline is None:
            return 0
        # Every baseline tour is dropped unless it is worked.
        changes: Linear = len(scenario.baseline.tours)
        for officer in scenario.officers:
            for tour in model.tours(officer):
                kept = (tour.officer, tour.day, tour.shift) in scenario.baseline.tours
                changes += -model.works(tour) if kept else model.works(tour)
        left = dict(scenario.baseline_crews)
        for mission in scenario.missions.values():
            for start in {o.span.start for o in mission.starts}:
                placements = [
                    p
                    for o in mission.occurrences
                    if o.span.start == start
                    for p in model.placements(occurrence=o)
                ]
                crew = left.pop((mission.id, start), frozenset())
                changes += self._crew(model, placements, crew)
        return changes + sum(map(len, left.values()))

    @staticmethod
    def _crew(
        model: "ModelFacade",
        placements: Sequence["Placement"],
        baseline: frozenset[str],
    ) -> "Linear":
        """Return the seats of one start that are added or dropped.

        The members of a group were all in the baseline crew or all not.
        """
        there = {p: p.group.common(lambda o: o.id in baseline) for p in placements}
        new = [p for p in placements if not there[p]]
        changes: Linear = model.heads(new)
        together = [p for p in placements if there[p]]
        for officer in sorted(baseline & model.scenario.officers.keys()):
            groups = model.groups_of(officer, shared=True)
            if any(g.size > 1 for g in groups):
                changes += 1
                continue
            own = [p for p in together if p.group in groups]
            together = [p for p in together if p.group not in groups]
            # No seat is one change, one seat is none, each further seat is one.
            costs = [(0, 1), (1, 0), (len(own), len(own) - 1)]
            least = max(2, len(own) + 1)
            changes += model.convex(model.heads(own) if own else 0, costs[:least])
        changes -= model.heads(together)
        return changes + len(baseline - model.scenario.officers.keys())

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Compare the two rosters, tour by tour and seat by seat."""
        baseline = facts.scenario.baseline
        if baseline is None:
            return
        tours = Counter((t.officer, t.day, t.shift) for t in facts.roster.tours)
        before = Counter(baseline.tours)
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
        seats = Counter(
            (a.mission, a.start, a.officer) for a in facts.roster.assignments
        )
        expected = Counter(
            (mission, start, officer)
            for (mission, start), crew in facts.scenario.baseline_crews.items()
            for officer in crew
        )
        for some, message in (
            (expected - seats, N_("{officer}: no longer in the crew of {mission}")),
            (seats - expected, N_("{officer}: now in the crew of {mission}")),
        ):
            for (mission, _start, officer), times in sorted(some.items()):
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
