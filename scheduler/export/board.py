"""The board: one page for command staff, on a screen, on a phone and on paper."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from scheduler.domain.run import SolveStatus, TierResult
from scheduler.domain.scenario import Scenario
from scheduler.export._decisions import Decision, decisions
from scheduler.export._grid import BAND_NAMES, heads_by_band, legend, units, wishes
from scheduler.export._sheets import anchors, by_day, mission_days, sheets
from scheduler.export._strip import strip
from scheduler.export._tonight import NIGHT_FROM, NIGHT_UNTIL, nights
from scheduler.export._view import (
    changes,
    held_missions,
    partly_compared,
    quotas,
    risks,
    sharing,
    shortfalls,
    waivers,
)
from scheduler.export.base import Exporter
from scheduler.render.edition import Edition
from scheduler.render.palette import ABSENT, BAND_COLOURS, shades
from scheduler.render.text import (
    JOINT_MARK,
    date,
    day_off,
    decimal,
    force_label,
    hours,
    instant,
    percent,
    period,
    plain,
    shift_name,
    tier_name,
    whole,
)
from scheduler.rosters.roster_files import render_roster, render_tours
from scheduler.rosters.run_file import roster_seal
from scheduler.rules import RULES
from scheduler.verify.exceptions import idle
from scheduler.verify.report import idle_line
from scheduler.verify.units import goal_line, loss_of
from scheduler.words import N_, _, n_, use_language
from scheduler.words.render import hours_minutes, wall

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
ROOMY_DAYS = 10
"""Up to so many days the cells of the grid show the times of the tours."""
WALL_HEIGHT = 1390
"""Pixels for the lines of the grid on a page of the wall roster (A3), with a margin."""
WALL_LINE = 10.5, 19.0
"""Least and greatest height of a line there, in pixels."""
SEAL_SHOWN = 12
"""Digits of the seal of the roster that are printed on each page."""


class BoardExporter(Exporter):
    """One self-contained page: tonight, what to decide, grid, missions, duty sheets."""

    name = "board"
    words = N_("The planning board, one page to read on a screen or to print.")
    place = "board.html"
    where = N_("Board: {path}")

    def render(self, edition: Edition) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Yield the page."""
        with use_language(edition.language):
            page = _page(edition)
        yield PurePosixPath("board.html"), page.encode()


@cache
def environment() -> "Environment":
    """Return what makes pages of the templates, with every text escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=_, n_=n_)
    environment.filters.update(
        date=date,
        hm=hours_minutes,
        percent=percent,
        decimal=decimal,
        plain=plain,
        shift_name=shift_name,
        tier_name=tier_name,
        whole=whole,
        wall=wall,
    )
    return environment


def _page(edition: Edition) -> str:
    """Return the page; its policy admits its own style and script, by their hashes."""
    seal = _seal(edition)
    as_of = instant(edition.scenario.clock, edition.run.computed_at)
    style = (
        environment()
        .get_template("board.css")
        .render(
            bands=BAND_COLOURS,
            line=_wall_line(edition.scenario),
            foot=_css_text(_("Roster {seal} · as of {when}", seal=seal, when=as_of)),
            page=_css_text(_("Page")),
        )
    )
    script = (TEMPLATES / "board.js").read_text(encoding="utf-8")
    page = (
        environment()
        .get_template("board.html")
        .render(
            _context(edition),
            style_hash=_hash(style),
            script_hash=_hash(script),
            seal=seal,
            as_of=as_of,
        )
    )
    page = re.sub(r">\s*\n\s*<", ">\n<", page)
    # Put in last and as they are, since they have to fit their hashes.
    page = page.replace("<style></style>", f"<style>{style}</style>", 1)
    return page.replace("<script></script>", f"<script>{script}</script>", 1)


def _wall_line(scenario: Scenario) -> float:
    """Return the height of a line with which the wall roster fills one page, or two."""
    units = {(o.force, o.unit) for o in scenario.officers.values()}
    lines = len(scenario.officers) + len(units) + len(BAND_NAMES) + 1
    least, most = WALL_LINE
    pages = 1 if lines * least <= WALL_HEIGHT else 2
    return round(max(least, min(most, WALL_HEIGHT * pages / lines)), 1)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _css_text(text: str) -> str:
    """Return a string of a style sheet, all but letters and digits escaped."""
    return "".join(
        c if c.isascii() and c.isalnum() else f"\\{ord(c):06x}" for c in text
    )


def _seal(edition: Edition) -> str:
    """Return the first digits of the seal under which the run names this roster."""
    week, roster = edition.scenario, edition.roster
    return roster_seal(render_roster(week, roster), render_tours(week, roster))[
        :SEAL_SHOWN
    ]


def _context(edition: Edition) -> Mapping[str, object]:
    scenario = edition.scenario
    held = held_missions(edition)
    looks = shades(scenario)
    lost = _lost(edition)
    causes = decisions(edition)
    staffed = {o.force for o in scenario.officers.values()}
    return {
        "lang": edition.language,
        "zone": scenario.clock.timezone,
        "title": plain(scenario.title),
        "period": period(scenario.clock),
        "run": edition.run,
        "rules": len(RULES),
        "breaches": len(edition.findings.breaches),
        "days": scenario.clock.dates,
        "roomy": scenario.clock.days <= ROOMY_DAYS,
        "absent_letter": ABSENT,
        "joint_mark": JOINT_MARK,
        "strip": strip(edition),
        "nights": nights(edition),
        "night_from": NIGHT_FROM,
        "night_until": NIGHT_UNTIL,
        "causes": causes,
        "causes_of": _causes_of(causes),
        "legend": legend(scenario, looks),
        "bands": {band.value: _(name) for band, name in BAND_NAMES.items()},
        "heads": heads_by_band(edition, looks),
        "wishes": tuple(wishes(edition)),
        "units": tuple(units(edition, looks)),
        "missions": tuple(by_day(mission_days(edition, held), held)),
        "anchors": anchors(held),
        "lacks": shortfalls(edition),
        "titles": {m.mission: m for m in shortfalls(edition).missions},
        "changes": changes(edition),
        "partly_compared": partly_compared(edition),
        "waivers": waivers(edition),
        "quotas": quotas(edition),
        "sharing": sharing(edition),
        "risks": risks(edition),
        "idle": tuple(idle_line(o) for o in idle(scenario, edition.findings)),
        "day_of": lambda span: scenario.clock.date(span.start),
        "hours_of": lambda span: hours(scenario.clock, span),
        "day_off": lambda day: day_off(scenario, day),
        "label": lambda force: force_label(scenario, force),
        "sheets": tuple(sheets(edition, held, looks)),
        "verdict": lambda tier: _verdict(tier, lost),
        "lost": lost,
        "goal_line": goal_line,
        "optimal": SolveStatus.OPTIMAL,
        "communes": len({c for z in scenario.zones.values() for c in z.communes}),
        "headcount": len(scenario.officers),
        "forces": len(staffed),
        "tour_count": len(edition.roster.tours),
    }


def _causes_of(causes: Iterable[Decision]) -> Mapping[str, list[tuple[int, str]]]:
    """Return the number and the name in links of each cause of a mission."""
    found: dict[str, list[tuple[int, str]]] = {}
    for number, cause in enumerate(causes, 1):
        for code in cause.missions:
            found.setdefault(code, []).append((number, cause.id))
    return found


def _verdict(tier: TierResult, lost: Callable[[TierResult, int], str]) -> str:
    if tier.status is SolveStatus.OPTIMAL:
        return _("Proved: no roster loses less.")
    return _("Valid; no roster has less: {bound}.", bound=lost(tier, tier.bound))


def _lost(edition: Edition) -> Callable[[TierResult, int], str]:
    goals = {tier.name: tier.goals for tier in edition.scenario.tiers}
    return lambda tier, value: loss_of(goals.get(tier.name, {}))(value)
