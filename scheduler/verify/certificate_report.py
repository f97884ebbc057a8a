"""The certificate of an officer in words, aligned, and as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scheduler.domain.authority import Authority
from scheduler.domain.scenario import Scenario
from scheduler.domain.settings import Unit
from scheduler.domain.time import Minute
from scheduler.rules import RULES
from scheduler.rules.base import Measure
from scheduler.verify.certificate import Certificate, Judged
from scheduler.verify.reasons import FORCE_LABELS
from scheduler.verify.report import (
    CLASS_WORDS,
    amount,
    breach_json,
    breach_line,
    derogation_json,
    derogation_line,
    override_json,
    override_line,
)
from scheduler.words import N_, _, n_
from scheduler.words.render import day_name, hours_minutes

UNIT_WORDS: Mapping[Unit, str] = {
    Unit.MINUTES: N_("h:min"),
    Unit.DAYS: N_("days"),
    Unit.COUNT: N_("count"),
    Unit.TIME: N_("time of day"),
    Unit.YES_NO: N_("yes/no"),
    Unit.POINTS: N_("points"),
}
"""What a margin counts, in a word."""

_ORDER = list(CLASS_WORDS)
_GAP = "  "


def certificate_lines(scenario: Scenario, certificate: Certificate) -> Iterator[str]:
    """Yield a certificate as people read it, in columns of even width."""
    days = scenario.clock.dates
    yield _(
        "Certificate of {officer} ({force}), {first} to {last}",
        officer=certificate.officer,
        force=FORCE_LABELS[scenario.force(certificate.officer).kind],
        first=f"{days[0]:%d/%m/%Y}",
        last=f"{days[-1]:%d/%m/%Y}",
    )
    yield _GAP + _(
        "{tours}, {work} of work, {missions}",
        tours=n_("{n} tour", "{n} tours", certificate.tours),
        work=hours_minutes(certificate.work),
        missions=n_("{n} mission", "{n} missions", certificate.missions),
    )
    if certificate.kept:
        yield _GAP + _("Every rule that applies is kept.")
    else:
        broken = len(certificate.breaches)
        yield _GAP + n_("{n} breach:", "{n} breaches:", broken)
        for breach in certificate.breaches:
            yield 2 * _GAP + breach_line(scenario, breach)
    for found, override in certificate.overridden:
        yield _GAP + override_line(scenario, found, override)
    for derogation in certificate.derogations:
        yield _GAP + derogation_line(derogation)
    if certificate.measures:
        yield ""
        yield from _table(_measured(scenario, certificate), right=(1, 3))
    if certificate.judged:
        yield ""
        yield from _table(_counted(certificate), right=(1, 2, 3))


def by_class(certificate: Certificate) -> tuple[list[Measure], list[Judged]]:
    """Return measures and cases, those of the law first, logic last."""

    def rank(entry: Measure | Judged) -> int:
        return _ORDER.index(RULES[entry.rule].authority)

    return sorted(certificate.measures, key=rank), sorted(certificate.judged, key=rank)


def quantity(value: int, unit: Unit) -> str:
    """Return an amount that a rule measures as people write it: ``6 days``."""
    if unit is Unit.DAYS:
        return n_("{n} day", "{n} days", value)
    return amount(value, unit)


def limit(measure: Measure) -> str:
    """Return the limit of a measure: ``at most 6 days``.

    It says so if the period has days of which nothing is known: they count as days
    without work.
    """
    words = _limit(measure)
    if measure.known is None or measure.days is None or measure.known == measure.days:
        return words
    return _(
        "{limit} ({known} of {days} days known)",
        limit=words,
        known=measure.known,
        days=measure.days,
    )


def _limit(measure: Measure) -> str:
    if measure.limit is None:
        return _("no limit")
    shown = quantity(measure.limit, measure.unit)
    if not measure.binding:
        return _("counted against {limit}", limit=shown)
    if measure.at_least:
        return _("at least {limit}", limit=shown)
    return _("at most {limit}", limit=shown)


def margin(measure: Measure) -> str:
    """Return how far a measure is from its limit: ``344 h 02``."""
    if measure.margin is None:
        return "–"
    return quantity(measure.margin, measure.unit)


def class_word(authority: Authority) -> str:
    """Return the class of a rule in a word."""
    return _(CLASS_WORDS[authority])


def _when(scenario: Scenario, measure: Measure) -> str:
    """Return the day of a measure, and from when to when if it tells."""
    day = day_name(measure.day)
    if measure.at is None:
        return day
    start, end = (scenario.clock.local(m) for m in (measure.at.start, measure.at.end))
    return f"{day} {start:%H:%M}–{end:%H:%M}"


def _measured(scenario: Scenario, certificate: Certificate) -> Iterator[Sequence[str]]:
    yield (
        _("Rule"),
        _("Value"),
        _("Limit"),
        _("Margin"),
        _("Day"),
        _("Class"),
        _("Article"),
    )
    for measure in by_class(certificate)[0]:
        rule = RULES[measure.rule]
        yield (
            _(rule.title),
            quantity(measure.value, measure.unit),
            limit(measure),
            margin(measure),
            _when(scenario, measure),
            class_word(rule.authority),
            measure.source,
        )


def _counted(certificate: Certificate) -> Iterator[Sequence[str]]:
    yield (
        _("Rule"),
        _("Cases judged"),
        _("In breach"),
        _("Cases set aside"),
        _("Class"),
        _("Article"),
    )
    for judged in by_class(certificate)[1]:
        rule = RULES[judged.rule]
        yield (
            _(rule.title),
            str(judged.cases),
            str(judged.broken),
            str(judged.waived),
            class_word(rule.authority),
            rule.source,
        )


def _table(rows: Iterator[Sequence[str]], right: Sequence[int]) -> Iterator[str]:
    """Yield rows in columns; those of ``right`` hold numbers and end together."""
    listed = list(rows)
    widths = [max(map(len, column)) for column in zip(*listed, strict=True)]
    for row in listed:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield (_GAP + _GAP.join(cells)).rstrip()


def _written(scenario: Scenario, minute: Minute) -> str:
    local: str = scenario.clock.local(minute).isoformat(timespec="minutes")
    return local


def certificate_json(scenario: Scenario, certificate: Certificate) -> dict[str, Any]:
    """Return a certificate for machines: times in whole minutes."""
    measures, judged = by_class(certificate)
    return {
        "officer": certificate.officer,
        "force": scenario.officers[certificate.officer].force,
        "first": scenario.clock.dates[0].isoformat(),
        "last": scenario.clock.dates[-1].isoformat(),
        "kept": certificate.kept,
        "tours": certificate.tours,
        "work": certificate.work,
        "missions": certificate.missions,
        "measures": [
            {
                "rule": m.rule,
                "class": RULES[m.rule].authority.value,
                "setting": m.setting,
                "value": m.value,
                "limit": m.limit,
                "at_least": m.at_least,
                "margin": m.margin,
                "unit": m.unit.value,
                "day": m.day.isoformat(),
                "from": None if m.at is None else _written(scenario, m.at.start),
                "to": None if m.at is None else _written(scenario, m.at.end),
                "article": m.source,
            }
            for m in measures
        ],
        "judged": [
            {
                "rule": j.rule,
                "class": RULES[j.rule].authority.value,
                "cases": j.cases,
                "in_breach": j.broken,
                "set_aside": j.waived,
                "article": RULES[j.rule].source,
            }
            for j in judged
        ],
        "overridden": [
            {**breach_json(scenario, b), "override": override_json(o)}
            for b, o in certificate.overridden
        ],
        "derogations": [derogation_json(d) for d in certificate.derogations],
        "breaches": [breach_json(scenario, b) for b in certificate.breaches],
    }
