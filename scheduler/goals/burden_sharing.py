"""Joint work shared between the forces as agreed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.missions import Share
from scheduler.domain.roster import Facts
from scheduler.domain.settings import Unit
from scheduler.domain.sharing import sharings, splits
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class BurdenSharing(Goal):
    """Sum over forces of the officers' minutes by which they miss their agreed share.

    The missions before the horizon and those of the roster count together, so that
    later weeks even out earlier ones. Each force's share is rounded up to a whole
    minute. The surplus of one force is the shortage of the others, so only shortages
    count.
    """

    name = "burden_sharing"
    title = N_("Sharing of joint work")
    words = N_(
        "Officer-minutes by which a force falls short of its agreed share of "
        "joint work, including missions before the horizon."
    )
    source = "CSI annexe 1 art. 11 and 19 (shares agreed); CHOICE"
    unit = Unit.MINUTES
    choices = (
        "All known past missions count towards the shares.",
        (
            "By default shares have a tier of their own after fairness. Nights are "
            "counted in squares and shares in minutes, so no weight between them would "
            "have a meaning."
        ),
    )

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the minutes missing."""
        rows = sharings(model.scenario).values()
        return sum(_post(model, forces) for forces in rows)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield each force that carries less than its share."""
        for split in splits(facts):
            missing = -split.deviation
            if missing > 0:
                points = -(-missing.numerator // missing.denominator)
                yield Loss(
                    points=points,
                    message=N_(
                        "{share}, {force}: {own:hm} of {total:hm} of officers' time, "
                        "of which {before:hm} before the horizon; {percent} % agreed: "
                        "{missing:hm} short"
                    ),
                    values={
                        "share": split.share.id,
                        "force": facts.scenario.forces[split.share.force].name,
                        "own": split.own,
                        "total": split.total,
                        "before": split.before,
                        "percent": split.share.percent,
                        "missing": points,
                    },
                )


def _post(model: "ModelFacade", rows: tuple[Share, ...]) -> "Linear":
    """Return the minutes missing in one sharing, computed in whole hundredths."""
    scenario = model.scenario
    parties = [row.force for row in rows]
    past: dict[str, int] = dict.fromkeys(parties, 0)
    for mission in scenario.past_missions:
        if rows[0].counts(scenario.kinds[mission.kind]):
            for force, heads in mission.heads.items():
                if force in past:
                    past[force] += heads * mission.span.length
    carried: dict[str, Linear] = dict.fromkeys(parties, 0)
    most = 0
    for occurrence in scenario.occurrences:
        if not rows[0].counts(scenario.kind(occurrence)):
            continue
        minutes = occurrence.proper.length
        placements = model.placements(occurrence=occurrence)
        for force in parties:
            own = [p for p in placements if p.group.common(lambda o: o.force) == force]
            if own:
                carried[force] += minutes * model.heads(own)
                most += minutes * sum(p.group.size for p in own)
    owed_before, now = sum(past.values()), sum(carried.values())
    return sum(
        model.shortage(
            row.percent * owed_before - 100 * past[row.force],
            100 * carried[row.force] - row.percent * now,
            lot=100,
            most=row.percent * (owed_before + most),
        )
        for row in rows
    )
