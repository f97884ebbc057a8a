"""What the commands print: tiers, breaches and losses, as lines and as JSON."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scheduler.domain.authority import Authority, Derogation, Override
from scheduler.domain.people import ForceKind
from scheduler.domain.run import Run, SolveStatus, TierResult
from scheduler.domain.scenario import Scenario, Tier
from scheduler.domain.settings import (
    Setting,
    Unit,
    source_in_force,
    value_in_force,
)
from scheduler.goals import GOALS, Goal, Loss
from scheduler.rules import RULES, Breach, Rule
from scheduler.verify.judge import TierCheck, Verdict
from scheduler.verify.notes import Note
from scheduler.verify.reasons import (
    FORCE_LABELS,
    cover_reason,
    kind_name,
    never_held,
    reason,
    reason_alone,
)
from scheduler.verify.shortfalls import Shortfall
from scheduler.verify.units import loss_of, loss_unit
from scheduler.words import N_, _, n_
from scheduler.words.render import day_name, decimal, hours_minutes, percent, say

CLASS_WORDS: Mapping[Authority, str] = {
    Authority.LAW: N_("law"),
    Authority.AGREEMENT: N_("agreement"),
    Authority.LOCAL: N_("local choice"),
    Authority.LOGIC: N_("logic"),
}
"""The class of a rule in a word."""

CLASS_MEANINGS: Mapping[Authority, str] = {
    Authority.LAW: N_("law, that nobody may set aside"),
    Authority.AGREEMENT: N_(
        "agreement, that both commands together may set aside for one case"
    ),
    Authority.LOCAL: N_(
        "local choice, that the officer's own command may set aside for one case"
    ),
    Authority.LOGIC: N_("logic of any roster, that nobody may set aside"),
}
"""The class of a rule, and who may set it aside."""

UNCHECKED = (
    "proofs",
    "bounds",
    "seed",
    "workers",
    "time_limit",
    "seconds",
    "computed_at",
    "interrupted",
    "versions",
    "files",
)
"""What a run says that no file can confirm; of a bound, only that it is not beaten."""

NOT_CHECKED = N_(
    "Not checked, since the files cannot show it: that a value is proved optimal, and "
    "its bound (both rest on the solver); seed, workers, times and versions in "
    "run.json; board, calendars, notices and workbook."
)

MOST_LINES = 12
"""Most losses of one kind that the summary prints; the board shows the rest."""

TIER_NAMES = (
    N_("mandatory missions"),
    N_("minimum cover"),
    N_("missions"),
    N_("few people"),
    N_("few changes"),
    N_("risk"),
    N_("fairness"),
    N_("sharing"),
    N_("requests"),
    N_("hours"),
)
"""Names of the default tiers, so that the catalogues know them."""


def tier_lines(tiers: Sequence[Tier], results: Iterable[TierResult]) -> Iterator[str]:
    """Yield each tier of a solve in a line, with its unit."""
    goals = {tier.name: tier.goals for tier in tiers}
    for result in results:
        lost = loss_of(goals.get(result.name, {}))
        values = {
            "tier": _(result.name),
            "value": lost(result.value),
            "bound": lost(result.bound),
            "seconds": decimal(result.seconds),
        }
        if result.status is SolveStatus.OPTIMAL:
            yield _(
                "{tier}: {value} (at least {bound} in any roster: proved optimal, "
                "{seconds} s)",
                **values,
            )
        else:
            yield _(
                "{tier}: {value} (at least {bound} in any roster, gap {gap}: not "
                "proved, {seconds} s)",
                gap=percent(result.gap),
                **values,
            )


def check_line(tier: TierCheck, lost: Callable[[int], str]) -> str:
    """Return one tier of a verification in a line; ``lost`` says a value in words."""
    name, value = _(tier.name), lost(tier.value)
    if tier.unclaimed:
        return _("{tier}: {value}", tier=name, value=value)
    if tier.agrees:
        return _("{tier}: {value}, as claimed", tier=name, value=value)
    if tier.claimed is None:
        return _("{tier}: {value}, nothing claimed", tier=name, value=value)
    return _(
        "{tier}: {value}, but the run claims {claimed} (bound {bound})",
        tier=name,
        value=value,
        claimed=lost(tier.claimed),
        bound=lost(tier.bound or 0),
    )


def breach_line(scenario: Scenario, breach: Breach) -> str:
    """Return a breach in a line: rule, what happened, place, amount, article."""
    rule = RULES[breach.rule]
    place = f" [{scenario.zones[breach.zone].name}]" if breach.zone else ""
    return _(
        "{rule}: {words}{place} (off by {over}; {source})",
        rule=_(rule.title),
        words=say(breach.message, breach.values, scenario.clock),
        place=place,
        over=amount(breach.over, breach.unit),
        source=rule.article(scenario, breach),
    )


def decided_by(override: Override) -> str:
    """Return who decided: ``PM-002 (PM), PN-007 (PN)``."""
    signed = {
        ForceKind.MUNICIPAL: override.municipal_author,
        ForceKind.NATIONAL: override.national_author,
    }
    return ", ".join(
        f"{author} ({FORCE_LABELS[kind]})" for kind, author in signed.items() if author
    )


def override_case(override: Override) -> str:
    """Return the case of an override: its officer, its mission, its day."""
    day = "" if override.day is None else day_name(override.day)
    return ", ".join(part for part in (override.officer, override.mission, day) if part)


def override_line(scenario: Scenario, breach: Breach, override: Override) -> str:
    """Return a rule set aside in a line: what happened, who decided, why."""
    return _(
        "{rule} set aside: {words} — decided by {authors}, reason: {reason}",
        rule=_(RULES[breach.rule].title),
        words=say(breach.message, breach.values, scenario.clock),
        authors=decided_by(override),
        reason=override.reason,
    )


def derogation_line(derogation: Derogation) -> str:
    """Return a derogation in a line: whose, when, who decided, why."""
    return _(
        "{rule}, derogation for {officer} from {first} to {last} — decided by "
        "{author}, reason: {reason}",
        rule=_(RULES[derogation.rule].title),
        officer=derogation.officer,
        first=day_name(derogation.validity.first),
        last=day_name(derogation.validity.last),
        author=derogation.author,
        reason=derogation.reason,
    )


def idle_line(override: Override) -> str:
    """Return an override that the roster does not need in a line."""
    return _(
        "Override without effect on this roster: {rule} for {case} (decided by "
        "{authors})",
        rule=_(RULES[override.rule].title),
        case=override_case(override),
        authors=decided_by(override),
    )


def note_line(scenario: Scenario, note: Note) -> str:
    """Return a note in a line: what people should look at, and the article."""
    return _(
        "Note: {words} ({source})",
        words=say(note.message, note.values, scenario.clock),
        source=note.source,
    )


def loss_line(scenario: Scenario, loss: Loss) -> str:
    """Return a loss in a line."""
    return say(loss.message, loss.values, scenario.clock)


def cover_line(scenario: Scenario, loss: Loss) -> str:
    """Return a shift that is short of officers in a line, and who could work it."""
    parts = (loss_line(scenario, loss), cover_reason(scenario, loss))
    return _("; ").join(filter(None, parts))


def amount(value: int, unit: Unit) -> str:
    """Return a number with its unit as people write it."""
    if unit is Unit.MINUTES:
        return hours_minutes(value)
    if unit is Unit.TIME:
        return f"{value // 60:02d}:{value % 60:02d}"
    if unit is Unit.YES_NO:
        return _("yes") if value else _("no")
    return f"{value}"


def summary_lines(
    scenario: Scenario, run: Run | None, verdict: Verdict
) -> Iterator[str]:
    """Yield tiers, what is missing, and the verdict of a roster.

    Without a run there are the values of the tiers, and neither bounds nor proofs.
    """
    if run is None:
        goals = {tier.name: tier.goals for tier in scenario.tiers}
        for tier in verdict.tiers:
            yield check_line(tier, loss_of(goals[tier.name]))
    else:
        yield from tier_lines(scenario.tiers, run.tiers)
    yield from missing_lines(scenario, verdict)
    if run is not None and run.interrupted:
        yield _("The search was stopped early; this is the best roster it had found.")
    yield from verdict_lines(scenario, verdict)


def before_lines(scenario: Scenario) -> Iterator[str]:
    """Yield what can be said of a scenario before any search."""
    if scenario.freeze is not None:
        values = {
            "when": scenario.freeze,
            "tours": len(scenario.frozen_tours),
            "seats": len(scenario.frozen_seats),
        }
        message = N_(
            "Freeze: what began before {when:at} stays (tours: {tours}, places in "
            "crews: {seats})."
        )
        yield say(message, values, scenario.clock)
    yield from _shown_first(never_held(scenario))


def missing_lines(scenario: Scenario, verdict: Verdict) -> Iterator[str]:
    """Yield what is missing: missions with why, heads on shifts, what is agreed."""
    if verdict.shortfalls:
        missing = sum(s.missing for s in verdict.shortfalls)
        yield n_("{n} mission not held:", "{n} missions not held:", missing)
        yield from _shown_first(
            "  "
            + _(
                "{mission}: {why}",
                mission=s.occurrence.mission,
                why=reason(scenario, s),
            )
            for s in verdict.shortfalls
        )
    cover = verdict.losses.get("minimum_cover", ())
    if cover:
        missing = sum(loss.missing for loss in cover)
        yield n_(
            "{n} officer missing on shifts:", "{n} officers missing on shifts:", missing
        )
        yield from _shown_first("  " + cover_line(scenario, loss) for loss in cover)
    yield from _agreed_lines(scenario, verdict)


def _agreed_lines(scenario: Scenario, verdict: Verdict) -> Iterator[str]:
    """Yield what is still due under agreements, and the risk that is left."""
    for goal, heading in (
        ("agreement_quotas", N_("Quotas of the agreements that are short:")),
        ("burden_sharing", N_("Joint work not shared as agreed:")),
    ):
        losses = verdict.losses.get(goal, ())
        if losses:
            yield _(heading)
            yield from _shown_first("  " + loss_line(scenario, loss) for loss in losses)
    if scenario.risks and "risk_cover" in verdict.losses:
        found = sum(cell.points for cell in scenario.risks)
        left = sum(loss.points for loss in verdict.losses["risk_cover"])
        yield _(
            "Risk of the diagnosis: {found} points found, {taken} taken away, "
            "{left} left",
            found=found,
            taken=found - left,
            left=left,
        )


def _shown_first(lines: Iterable[str]) -> Iterator[str]:
    """Yield the first lines of a long list, and how many there are besides."""
    listed = list(lines)
    yield from listed[:MOST_LINES]
    if len(listed) > MOST_LINES:
        more = len(listed) - MOST_LINES
        yield "  " + _("and {more} more, on the board", more=more)


def solve_json(
    scenario: Scenario, run: Run, verdict: Verdict, folder: Path
) -> dict[str, Any]:
    """Return how a solve ended for machines."""
    return {
        "status": run.status.value,
        "interrupted": run.interrupted,
        "seconds": run.seconds,
        "out": str(folder) if verdict.passed else None,
        "tiers": tiers_json(run.tiers, scenario.tiers),
        "verdict": verdict_json(scenario, verdict),
    }


def verdict_lines(scenario: Scenario, verdict: Verdict) -> Iterator[str]:
    """Yield a verdict as people read it."""
    for breach in verdict.breaches:
        yield breach_line(scenario, breach)
    for discrepancy in verdict.discrepancies:
        yield say(discrepancy.message, discrepancy.values)
    for note in verdict.notes:
        yield note_line(scenario, note)
    for breach, override in verdict.overridden:
        yield override_line(scenario, breach, override)
    for derogation in verdict.derogations:
        yield derogation_line(derogation)
    for override in verdict.idle:
        yield idle_line(override)
    if verdict.alone:
        number = len(verdict.alone)
        yield n_(
            "{n} joint mission held by one force alone:",
            "{n} joint missions held by one force alone:",
            number,
        )
        yield from _shown_first(
            "  "
            + _(
                "{mission}: “{kind}” instead of “{asked}”: {why}",
                mission=found.occurrence.mission,
                kind=kind_name(scenario, found.occurrence),
                asked=kind_name(scenario, found.joint.occurrence),
                why=reason(scenario, found.joint),
            )
            for found in verdict.alone
        )
    if verdict.passed and verdict.tiers and verdict.tiers[0].unclaimed:
        yield _("Verified: no breach of {rules} rules.", rules=len(RULES))
    elif verdict.passed:
        yield _(NOT_CHECKED)
        yield _(
            "Verified: no breach of {rules} rules; every value as claimed.",
            rules=len(RULES),
        )
    else:
        goals = {tier.name: tier.goals for tier in scenario.tiers}
        for tier in verdict.tiers:
            if not tier.agrees:
                yield check_line(tier, loss_of(goals[tier.name]))
        wrong = len(verdict.breaches) + len(verdict.discrepancies)
        wrong += sum(not t.agrees for t in verdict.tiers)
        yield n_(
            "Verification failed: {n} finding.",
            "Verification failed: {n} findings.",
            wrong,
        )


def verdict_json(scenario: Scenario, verdict: Verdict) -> dict[str, Any]:
    """Return a verdict for machines."""
    return {
        "passed": verdict.passed,
        "not_checked": list(UNCHECKED),
        "breaches": [breach_json(scenario, b) for b in verdict.breaches],
        "overridden": [
            {**breach_json(scenario, b), "override": override_json(o)}
            for b, o in verdict.overridden
        ],
        "overrides_without_effect": [override_json(o) for o in verdict.idle],
        "derogations": [derogation_json(d) for d in verdict.derogations],
        "discrepancies": [say(d.message, d.values) for d in verdict.discrepancies],
        "notes": [
            {
                "words": say(n.message, n.values, scenario.clock),
                "source": n.source,
            }
            for n in verdict.notes
        ],
        "tiers": [
            {
                "name": t.name,
                "value": t.value,
                "claimed": t.claimed,
                "bound": t.bound,
                "agrees": t.agrees,
                "goals": dict(t.goals),
            }
            for t in verdict.tiers
        ],
        "missing": [
            {
                "mission": s.occurrence.mission,
                "missing": s.missing,
                "gap": _gap_json(scenario, s),
                "reason": reason(scenario, s),
            }
            for s in verdict.shortfalls
        ],
        "alone": [
            {
                "mission": found.occurrence.mission,
                "start": scenario.clock.local(found.occurrence.span.start).isoformat(),
                "kind": scenario.kind(found.occurrence).id,
                "instead_of": scenario.kind(found.joint.occurrence).id,
                "reason": reason_alone(scenario, found),
            }
            for found in verdict.alone
        ],
        "losses": {
            goal: [
                {"points": part.points, "words": loss_line(scenario, part)}
                for part in losses
            ]
            for goal, losses in verdict.losses.items()
        },
    }


def _gap_json(scenario: Scenario, shortfall: Shortfall) -> dict[str, str] | None:
    """Return when nobody holds a post; ``None`` if it is not about a post."""
    if shortfall.gap is None:
        return None
    ends = {"from": shortfall.gap.start, "to": shortfall.gap.end}
    return {k: scenario.clock.local(m).isoformat() for k, m in ends.items()}


def breach_json(scenario: Scenario, breach: Breach) -> dict[str, Any]:
    """Return a breach for machines."""
    rule, when = RULES[breach.rule], breach.when
    return {
        "rule": breach.rule,
        "class": rule.authority.value,
        "source": rule.source,
        "article": rule.article(scenario, breach),
        "officers": list(breach.officers),
        "mission": breach.mission,
        "zone": breach.zone,
        "when": None if when is None else scenario.clock.local(when).isoformat(),
        "over": breach.over,
        "unit": breach.unit.value,
        "words": say(breach.message, breach.values, scenario.clock),
    }


def override_json(override: Override) -> dict[str, Any]:
    """Return an override for machines."""
    return {
        "rule": override.rule,
        "class": RULES[override.rule].authority.value,
        "officer": override.officer,
        "mission": override.mission,
        "date": None if override.day is None else override.day.isoformat(),
        "municipal_author": override.municipal_author or None,
        "national_author": override.national_author or None,
        "reason": override.reason,
    }


def derogation_json(derogation: Derogation) -> dict[str, Any]:
    """Return a derogation for machines."""
    return {
        "rule": derogation.rule,
        "officer": derogation.officer,
        "from_date": derogation.validity.first.isoformat(),
        "to_date": derogation.validity.last.isoformat(),
        "author": derogation.author,
        "reason": derogation.reason,
    }


def rule_lines(scenario: Scenario | None) -> Iterator[str]:
    """Yield every rule and goal with its words, its source and the values in force."""
    for heading, known in ((_("Rules"), RULES), (_("Goals"), GOALS)):
        yield heading
        for entry in known.values():
            yield f"  {_(entry.title)} [{entry.name}]"
            yield f"    {_(entry.words)}"
            yield _("    Source: {source}", source=entry.source)
            if isinstance(entry, Rule):
                words = _(CLASS_MEANINGS[entry.authority])
                yield _("    Class: {words}", words=words)
            for setting in entry.settings:
                for regime, value, source in values_in_force(entry, setting, scenario):
                    words = f"{value} — {_(setting.words)} ({source})"
                    yield f"    {setting.name} ({regime}): {words}"
        yield ""


def values_in_force(
    entry: Rule | Goal, setting: Setting, scenario: Scenario | None
) -> Iterator[tuple[str, str, str]]:
    """Yield regime, value and source of a setting: the defaults, or a scenario's.

    A value that changes within the horizon is given with the day from which it holds.
    """
    if scenario is None:
        for kind, value in setting.defaults.items():
            yield kind.value, _shown(value, setting.unit), setting.sources[kind]
        for old in setting.history:
            until = f"{old.kind.value}, ≤ {old.valid_to.isoformat()}"
            yield until, _shown(old.value, setting.unit), old.source
        return
    for regime in scenario.regimes.values():
        before: object = object()
        for day in scenario.clock.dates:
            value = value_in_force(setting, entry.name, regime, day)
            if value != before:
                source = source_in_force(setting, entry.name, regime, day)
                since = "" if day == scenario.clock.start else f", {day.isoformat()}"
                yield f"{regime.id}{since}", _shown(value, setting.unit), source
            before = value


def rules_json(scenario: Scenario | None) -> dict[str, Any]:
    """Return every rule and goal for machines."""

    def entry_json(entry: Rule | Goal) -> dict[str, Any]:
        return {
            "name": entry.name,
            "title": _(entry.title),
            "words": _(entry.words),
            **_class_json(entry),
            "source": entry.source,
            "settings": [
                {
                    "name": s.name,
                    "unit": s.unit.value,
                    "regime": r,
                    "value": v,
                    "source": src,
                }
                for s in entry.settings
                for r, v, src in values_in_force(entry, s, scenario)
            ],
        }

    return {
        "rules": [entry_json(r) for r in RULES.values()],
        "goals": [entry_json(g) for g in GOALS.values()],
    }


def _class_json(entry: Rule | Goal) -> dict[str, Any]:
    if not isinstance(entry, Rule):
        return {}
    return {
        "class": entry.authority.value,
        "class_words": _(CLASS_MEANINGS[entry.authority]),
        "override_names": None if entry.scope is None else entry.scope.value,
    }


def tiers_json(
    results: Iterable[TierResult], tiers: Sequence[Tier]
) -> list[dict[str, Any]]:
    """Return the tiers of a solve for machines."""
    goals = {tier.name: tier.goals for tier in tiers}
    return [
        {
            "name": t.name,
            "value": t.value,
            "unit": loss_unit(goals.get(t.name, {})).value,
            "bound": t.bound,
            "gap": t.gap,
            "status": t.status.value,
            "seconds": round(t.seconds, 3),
            "goals": dict(t.goals),
        }
        for t in results
    ]


def _shown(value: int | None, unit: Unit) -> str:
    return _("no limit") if value is None else amount(value, unit)
