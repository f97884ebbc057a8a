"""Missions are held as often as requested, posts by no more relays than needed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from scheduler.domain.authority import Authority
from scheduler.domain.missions import Mission, Occurrence, Relay
from scheduler.domain.posts import holding, window_of
from scheduler.domain.roster import Facts
from scheduler.rules.base import Breach, Rule
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import ModelFacade


class MissionAsAsked(Rule):
    """A mission is held at most as often as requested, and at most once a day.

    A post has no limit by day. Each of its windows has no more relays than it needs,
    and at most two of them hold it at any minute. Two are enough: of three at one
    minute, the one that neither begins first nor ends last is not needed.
    """

    name = "mission_as_asked"
    title = N_("Mission frequency")
    words = N_(
        "A mission is held at most as often as requested and at most once a "
        "day, by a joint crew or by one force alone. A post has no more relays "
        "than it needs, and at most two relays hold it at the same time."
    )
    example = N_(
        "A patrol that may start at 14:00 or at 15:00 cannot be held at both times."
    )
    source = "CHOICE; demand of the scenario"
    authority = Authority.LOGIC
    choices = (
        (
            "A mission is held at most once a day, by the local day of its start, even "
            "where its spacing would allow more."
        ),
        (
            "One officer may hold two relays of a post that do not overlap. Rest from "
            "the screen is a matter of the overlap and of `daily_break`."
        ),
    )

    def post(self, model: "ModelFacade") -> None:
        """Bound the occurrences held, in all and by day, or the relays of a post."""
        for mission in model.scenario.missions.values():
            if mission.relay is None:
                self._post_times(model, mission)
            else:
                self._post_relays(model, mission, mission.relay)

    @staticmethod
    def _post_times(model: "ModelFacade", mission: Mission) -> None:
        days: defaultdict[object, list[Occurrence]] = defaultdict(list)
        for occurrence in mission.occurrences:
            days[occurrence.day].append(occurrence)
        for same_day in days.values():
            if len(same_day) > 1:
                model.add(sum(model.held(o) for o in same_day) <= 1)
        # With so few days, once a day is never too often.
        if len(days) > mission.times:
            model.add(sum(model.held(o) for o in mission.occurrences) <= mission.times)

    @staticmethod
    def _post_relays(model: "ModelFacade", mission: Mission, relay: Relay) -> None:
        for window, most in zip(relay.windows, relay.most, strict=True):
            own = [o for o in mission.occurrences if window.contains(o.proper)]
            if len(own) > most:
                model.add(sum(model.held(o) for o in own) <= most)
            until = {
                o: o.proper.end - (relay.overlap if o.proper.end < window.end else 0)
                for o in own
            }
            for one in own:
                start = one.proper.start
                there = [o for o in own if o.proper.start <= start < until[o]]
                if len(there) > MOST_AT_ONCE:
                    model.add(sum(model.held(o) for o in there) <= MOST_AT_ONCE)

    def check(self, facts: Facts) -> Iterator[Breach]:
        """Count the occurrences held."""
        for name, held in facts.held.items():
            mission = facts.scenario.missions[name]
            if mission.relay is None:
                yield from self._check_times(mission, held)
            else:
                yield from self._check_relays(mission.relay, held)

    def _check_times(
        self, mission: Mission, held: Sequence[Occurrence]
    ) -> Iterator[Breach]:
        if len(held) > mission.times:
            yield self._breach(
                held[-1],
                N_("{mission}: held {held} times, {wanted} wanted"),
                over=len(held) - mission.times,
                held=len(held),
                wanted=mission.times,
            )
        for before, after in pairwise(held):
            if before.day == after.day:
                both = before.fallback != after.fallback
                yield self._breach(
                    after, _BOTH_FORMS if both else _TWICE, day=after.day.isoformat()
                )

    def _check_relays(
        self, relay: Relay, held: Sequence[Occurrence]
    ) -> Iterator[Breach]:
        for window, most in zip(relay.windows, relay.most, strict=True):
            own = [o for o in held if window_of(relay, o) == window]
            if len(own) > most:
                yield self._breach(
                    own[-1],
                    N_("{mission}: {held} relays from {start:at} on, {most} needed"),
                    over=len(own) - most,
                    held=len(own),
                    most=most,
                    start=window.start,
                )
        holds = sorted(holding(relay, o) for o in held)
        for i, (span, one) in enumerate(zip(holds, held, strict=True)):
            there = 1 + sum(h.end > span.start for h in holds[:i])
            if there > MOST_AT_ONCE:
                yield self._breach(
                    one,
                    N_(
                        "{mission}: held by {crews} crews at the same time on "
                        "{start:at}"
                    ),
                    over=there - MOST_AT_ONCE,
                    crews=there,
                    start=span.start,
                )

    def _breach(
        self,
        occurrence: Occurrence,
        message: str,
        *,
        over: int = 1,
        **values: str | int,
    ) -> Breach:
        return Breach(
            rule=self.name,
            message=message,
            values={"mission": occurrence.mission, **values},
            mission=occurrence.mission,
            zone=occurrence.zone,
            when=occurrence.span.start,
            over=over,
        )


MOST_AT_ONCE = 2
"""Relays that may hold a post at one minute: one, and the next that overlaps it."""

_TWICE = N_("{mission}: held twice on {day:day}")
_BOTH_FORMS = N_(
    "{mission}: held twice on {day:day}, by a joint crew and by one force alone"
)
