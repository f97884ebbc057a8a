"""Quotas of the agreements."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scheduler.domain.missions import Measured
from scheduler.domain.quotas import Due, balances, dues
from scheduler.domain.roster import Facts
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import HOUR
from scheduler.goals.base import Goal, Loss
from scheduler.words import N_

if TYPE_CHECKING:
    from scheduler.facade import Linear, ModelFacade


class AgreementQuotas(Goal):
    """Sum, over quotas and periods, of weight times missions or started hours missing.

    A mission counts in the period in which it begins, for the commune whose mayor has
    authority over it, so that no hour counts for two communes. Its hours are those of
    the mission itself, without briefings. Missions before the horizon count in their
    week or month. If a period continues after the horizon, or the agreement is in force
    in a part of it only, the quota is reduced to the share of the days passed in force,
    rounded down.
    """

    name = "agreement_quotas"
    title = N_("Agreement quotas")
    words = N_(
        "Missions or hours missing from the weekly or monthly quotas of the "
        "agreements, weighted. Missions held before the horizon count."
    )
    source = "CSI annexe 1 art. 11 and 19 (joint missions agreed, and their report)"
    unit = Unit.POINTS
    choices = (
        (
            "A mission counts in the commune whose mayor has authority over it, on the "
            "day on which it begins, with the minutes of the mission itself (without "
            "briefing and debriefing)."
        ),
        (
            "If a period continues after the horizon, or lies only partly within the "
            "agreement's term, the part owed is that of the days passed in force, "
            "rounded down."
        ),
        (
            "All past missions of the current week or month that are known count "
            "towards its quota."
        ),
        "By default quotas are in the tier of missions.",
    )

    def post(self, model: "ModelFacade") -> "Linear":
        """Return the points lost."""
        scenario = model.scenario
        terms = []
        for due in dues(scenario):
            hours = due.quota.measured is Measured.HOURS
            before = sum(
                past.span.length if hours else 1
                for past in scenario.past_missions
                if due.quota.counts(scenario.kinds[past.kind])
                and _inside(scenario, due, past.zone)
                and due.includes(past.day)
            )
            if before >= due.owed:
                continue
            present = sum(
                (o.proper.length if hours else 1) * model.held(o)
                for o in scenario.occurrences
                if due.quota.counts(scenario.kind(o))
                and _inside(scenario, due, o.zone)
                and due.includes(o.day)
            )
            lot = HOUR if hours else 1
            short = model.shortage(due.owed - before, present, lot=lot)
            terms.append(due.quota.weight * short)
        return sum(terms)

    def score(self, facts: Facts) -> Iterator[Loss]:
        """Yield the quotas that are short, with the arithmetic."""
        for balance in balances(facts):
            if not balance.points:
                continue
            due = balance.due
            yield Loss(
                points=balance.points,
                message=_HOURS if due.quota.measured is Measured.HOURS else _MISSIONS,
                values={
                    "quota": due.quota.name or due.quota.id,
                    "first": due.since.isoformat(),
                    "until": due.until.isoformat(),
                    "owed": due.owed,
                    "before": balance.before,
                    "now": balance.now,
                    "missing": balance.missing,
                },
                day=due.since,
            )


_MISSIONS = N_(
    "{quota}, {first:day} to {until:day}: {owed} missions owed, {before} held before, "
    "{now} in this roster, {missing} missing"
)
_HOURS = N_(
    "{quota}, {first:day} to {until:day}: {owed:hm} owed, {before:hm} held before, "
    "{now:hm} in this roster, {missing:hm} missing"
)


def _inside(scenario: Scenario, due: Due, zone: str) -> bool:
    """Tell whether missions in a zone count for the communes of a quota."""
    communes = due.quota.communes
    return not communes or scenario.zones[zone].commune in communes
