"""Rows that name a rule or a goal, and the keys of ``scenario.toml``."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from scheduler.domain.agreements import Regime, SettingValue
from scheduler.domain.authority import Authority, Derogation, Override, Scope
from scheduler.domain.people import ForceKind
from scheduler.domain.scenario import Tier
from scheduler.domain.validity import Term
from scheduler.io.cells import CellError, parse_setting
from scheduler.io.faults import Fault, suggestion
from scheduler.tables.columns import (
    CODE,
    DATE,
    LINES,
    SETTING,
    TEXT,
    YES_NO,
    column,
    ref,
    whole,
    word,
)
from scheduler.tables.common import (
    first_valid_day,
    fit,
    horizon,
    last_valid_day,
    validity,
)
from scheduler.tables.kinds import PositionRow
from scheduler.tables.missions import MissionRow
from scheduler.tables.people import ForceRow, OfficerRow
from scheduler.tables.rows import Row, table
from scheduler.tables.table_set import TableSet
from scheduler.words import N_


@table(
    "regimes",
    N_(
        "Values that replace the defaults of rules and goals, by regime and by "
        "day. A scenario without this table uses the defaults."
    ),
    key=("regime", "rule", "setting", "valid_from"),
)
class RegimeRow(Row):
    regime: str = column(
        CODE,
        N_(
            "Regime concerned: “municipal”, “national”, or one named in the table of "
            "forces."
        ),
    )
    rule: str = column(CODE, N_("Rule or goal, as “patrol rules” lists them."))
    setting: str = column(CODE, N_("Setting of that rule."))
    value: str = column(
        SETTING,
        N_("Value in the unit of the setting; “none” = the limit does not apply."),
    )
    valid_from: dt.date | None = first_valid_day()
    valid_to: dt.date | None = last_valid_day()
    source: str = column(LINES, N_("Where the value comes from."), default="")


@table(
    "derogations",
    N_(
        "Recorded reasons for which a text allows a shorter rest or more overtime "
        "(a rule's setting “reduced”), by date, for an officer or for all "
        "officers of a cycle."
    ),
    key=("officer", "cycle", "rule", "from_date"),
)
class DerogationRow(Row):
    officer: str | None = column(
        ref("officers"), N_("Who; empty where a cycle is named."), default=None
    )
    cycle: str | None = column(
        ref("cycles"),
        N_(
            "Cycle whose officers are meant, such as one of the pattern "
            "four_two_classic with late tours to 21:00 and early ones from 05:30."
        ),
        default=None,
    )
    rule: str = column(CODE, N_("Rule that has a setting “reduced”."))
    from_date: dt.date = column(DATE, N_("First day."))
    to_date: dt.date = column(DATE, N_("Last day."))
    reason: str = column(
        LINES, N_("The recorded reason, in words that may be printed."), private=True
    )
    author: str = column(
        CODE, N_("Service number of the head of service who decided."), private=True
    )


@table(
    "overrides",
    N_(
        "Rules set aside for one case: agreement rules by both commands, local "
        "rules by the officer's own command, legal rules by nobody."
    ),
    key=("rule", "officer", "mission", "date"),
)
class OverrideRow(Row):
    rule: str = column(CODE, N_("Rule, as “patrol rules” lists them with their class."))
    officer: str | None = column(
        ref("officers"),
        N_("Officer concerned, where the rule is about an officer."),
        default=None,
    )
    mission: str | None = column(
        ref("missions"),
        N_("Mission concerned, where the rule is about a mission."),
        default=None,
    )
    date: dt.date | None = column(
        DATE, N_("Day concerned, where the rule is about a tour."), default=None
    )
    municipal_author: str | None = column(
        CODE,
        N_("Service number of the municipal command that decided."),
        default=None,
        private=True,
    )
    national_author: str | None = column(
        CODE,
        N_("Service number of the national command that decided."),
        default=None,
        private=True,
    )
    reason: str = column(LINES, N_("Why, in words that are printed."), private=True)

    @property
    def authors(self) -> dict[ForceKind, str | None]:
        """Who decided, by the kind of force of the command."""
        return {
            ForceKind.MUNICIPAL: self.municipal_author,
            ForceKind.NATIONAL: self.national_author,
        }


@table(
    "tiers",
    N_(
        "The objective, most important tier first. Each tier is minimised, then held "
        "while the next one is minimised. Without any, the default order applies."
    ),
    key=("tier", "goal"),
)
class TierRow(Row):
    tier: str = column(TEXT, N_("Name of the tier; its rows stand together."))
    goal: str = column(CODE, N_("Goal, as “patrol rules” lists them."))
    weight: int = column(
        whole(1, 1_000_000), N_("Weight of the goal inside its tier."), default="1"
    )


@table("scenario", N_("Title, horizon and language of the scenario."), required=True)
class SettingsRow(Row):
    title: str = column(TEXT, N_("Title that people read."))
    start: dt.date = column(DATE, N_("First day planned."))
    days: int = column(whole(1, 62, N_("days")), N_("Days planned."))
    id: str | None = column(
        CODE,
        N_(
            "Identifier of the calendar entries, the same in every week; choose it "
            "once. Empty = made from the codes of forces and communes: entries then "
            "change identity when those codes change."
        ),
        default=None,
    )
    timezone: str = column(
        TEXT,
        N_("Time zone of every local time, by its IANA name."),
        default="Europe/Paris",
    )
    language: str = column(
        word("fr", "en"), N_("Language of what is published."), default="fr"
    )
    tours_busy: bool = column(
        YES_NO,
        N_("Whether calendars show tours as busy time, as missions always are."),
        default="no",
    )
    country: str = column(
        CODE,
        N_("Country whose public holidays are used, by its ISO 3166 code."),
        default="FR",
    )
    subdivision: str | None = column(
        CODE,
        N_(
            "Part of the country with public holidays of its own, such as 57 "
            "(Moselle) or 6AE (Alsace); empty = none."
        ),
        default=None,
    )
    school_zone: str | None = column(
        word("A", "B", "C"),
        N_("Zone of the French school holidays; empty = not known."),
        default=None,
    )
    default_travel_minutes: int = column(
        whole(0, 600, N_("minutes")),
        N_("Minutes between two zones that the table of travel leaves out."),
        default="15",
    )
    extends: str = column(
        TEXT,
        N_(
            "Folder or workbook, relative to this one, whose keys and tables are used "
            "where this scenario has none of the same name."
        ),
        default="",
    )


DEFAULT_TIERS = (
    Tier(name="mandatory missions", goals={"mandatory_missions": 1}),
    Tier(name="minimum cover", goals={"minimum_cover": 1}),
    Tier(name="missions", goals={"missions_by_priority": 1, "agreement_quotas": 1}),
    Tier(name="risk", goals={"risk_cover": 1}),
    Tier(
        name="fairness",
        goals={"night_fairness": 1, "weekend_fairness": 1, "sunday_rest": 1},
    ),
    Tier(name="sharing", goals={"burden_sharing": 1}),
    Tier(
        name="requests",
        goals={"requests": 1, "attendance_order": 1, "pairing_wishes": 1},
    ),
    # A newcomer in an equipage weighs as much as half an hour off the contract.
    Tier(name="hours", goals={"hours_near_contract": 1, "crew_continuity": 30}),
)
"""The objective of a scenario that names no tiers."""


def keys_of(tables: TableSet) -> SettingsRow:
    """Return the keys of the document, those left out at their defaults."""
    (keys,) = tables.document[SettingsRow]
    return keys


def check_forces(tables: TableSet) -> Iterator[Fault]:
    """Look for regimes that have no rows, or are of the other kind of force."""
    named = {*tables.keys(RegimeRow), *ForceKind}
    kinds: dict[str, ForceKind] = {k.value: k for k in ForceKind}
    for row in tables.good(ForceRow):
        regime = row.regime or row.kind
        if regime not in named:
            if tables.was_read(RegimeRow):
                hint, more = suggestion(
                    regime,
                    sorted(named),
                    N_("add its rows to regimes.csv, or leave this empty"),
                )
                yield row.fault(
                    "regime", N_("no row in the table regimes ({value})"), hint, **more
                )
        elif kinds.setdefault(regime, row.kind) != row.kind:
            yield row.fault(
                "regime",
                N_("a regime of the other kind of force ({value})"),
                N_("give this force a regime of its own"),
            )


def check_regimes(tables: TableSet) -> Iterator[Fault]:
    """Look for regimes that no force has, and for settings that no rule has."""
    used = sorted({r.regime or r.kind for r in tables.good(ForceRow)})
    known = tables.known.settings
    for row in tables.good(RegimeRow):
        if tables.rows[ForceRow] and tables.whole(ForceRow) and row.regime not in used:
            hint, more = suggestion(row.regime, used, N_("regimes used: {known}"))
            yield row.fault(
                "regime", N_("no force has this regime ({value})"), hint, **more
            )
        if row.rule not in known:
            hint, more = suggestion(row.rule, known, N_("see “patrol rules”"))
            yield row.fault("rule", N_("unknown rule or goal ({value})"), hint, **more)
        elif row.setting not in known[row.rule]:
            hint, more = suggestion(
                row.setting, known[row.rule], N_("its settings: {known}")
            )
            yield row.fault(
                "setting",
                N_("{rule} has no such setting ({value})"),
                hint,
                rule=row.rule,
                **more,
            )
        else:
            try:
                parse_setting(known[row.rule][row.setting], row.value)
            except CellError as error:
                yield row.fault("value", error.message, error.hint, **error.values)


def check_derogations(tables: TableSet) -> Iterator[Fault]:
    """Look for derogations that no text allows."""
    open_ones = sorted(r for r, s in tables.known.settings.items() if "reduced" in s)
    for row in tables.good(DerogationRow):
        if (row.officer is None) is (row.cycle is None):
            yield row.fault(
                "officer",
                N_("neither an officer nor a cycle, or both"),
                N_("name one of the two"),
            )
        if row.rule not in open_ones:
            hint, more = suggestion(
                row.rule, open_ones, N_("rules with a reduced value: {known}")
            )
            yield row.fault(
                "rule", N_("no text allows a derogation here ({value})"), hint, **more
            )


def check_overrides(tables: TableSet) -> Iterator[Fault]:
    """Look for rules that nobody may set aside, for cases and for signatures."""
    known = tables.known.authority
    for row in tables.good(OverrideRow):
        if row.rule not in known:
            hint, more = suggestion(row.rule, known, N_("see “patrol rules”"))
            yield row.fault("rule", N_("unknown rule ({value})"), hint, **more)
            continue
        authority, scope = known[row.rule]
        if scope is None:
            yield row.fault(
                "rule",
                N_("a rule of law, that nobody may set aside ({value})")
                if authority is Authority.LAW
                else N_("a rule that nobody may set aside ({value})"),
                N_("remove the row"),
            )
            continue
        columns = ("officer", "mission", "date")
        yield from fit(row, row.rule, columns, _CASES[scope])
        if scope is Scope.TOUR and row.date is not None:
            yield from horizon(tables, row, "date", [row.date])
        yield from _authors(row, authority, _commands(tables, row, scope))
        yield from _strangers(tables, row)


_CASES: Mapping[Scope, tuple[str, ...]] = {
    Scope.SEAT: ("officer", "mission"),
    Scope.CREW: ("mission",),
    Scope.TOUR: ("officer", "date"),
}
"""Columns that name the case of an override."""


def _authors(
    row: OverrideRow, authority: Authority, concerned: Collection[str]
) -> Iterator[Fault]:
    """Look for the signatures that a rule's class asks for."""
    signed = {k: author is not None for k, author in row.authors.items()}
    if authority is Authority.AGREEMENT:
        wanted = list(ForceKind)
        message = N_("empty, yet both commands must agree to set {rule} aside")
    elif len(concerned) == 1 and "any" not in concerned:
        wanted = [ForceKind(kind) for kind in concerned]
        message = N_("empty, yet the officers' own command must set {rule} aside")
    else:
        wanted = [] if any(signed.values()) else [ForceKind.MUNICIPAL]
        message = N_("empty, yet one command must set {rule} aside")
    for kind in wanted:
        if not signed[kind]:
            yield row.fault(
                f"{kind.value}_author",
                message,
                N_("write the service number of who decided"),
                rule=row.rule,
            )


def _commands(tables: TableSet, row: OverrideRow, scope: Scope) -> set[str]:
    """Return the kinds of force of the officer or of the crew; empty if not known."""
    if scope is Scope.CREW:
        mission = tables.by_key(MissionRow).get(row.mission)
        crews = tables.groups(PositionRow, lambda r: r.kind)
        return {p.force for p in crews.get(mission.kind, ())} if mission else set()
    officer = tables.by_key(OfficerRow).get(row.officer)
    force = tables.by_key(ForceRow).get(officer.force) if officer else None
    return {force.kind} if force else set()


def _strangers(tables: TableSet, row: OverrideRow) -> Iterator[Fault]:
    """Look for officers of one force who sign for the other's command."""
    forces, officers = tables.by_key(ForceRow), tables.by_key(OfficerRow)
    for kind, code in row.authors.items():
        author = officers.get(code)
        force = forces.get(author.force) if author else None
        if force is not None and force.kind != kind:
            yield row.fault(
                f"{kind.value}_author",
                N_("an officer of the other kind of force ({value})"),
                N_("name who decided in the {kind} command"),
                kind=kind.value,
            )


def check_tiers(tables: TableSet) -> Iterator[Fault]:
    """Look for goals that are unknown, or in two tiers."""
    placed: dict[str, str] = {}
    for row in tables.document[TierRow]:
        if not row.has("goal", "tier"):
            continue
        goal = row.goal
        if goal not in tables.known.goals:
            hint, more = suggestion(goal, tables.known.goals, N_("see “patrol rules”"))
            yield row.fault("goal", N_("unknown goal ({value})"), hint, **more)
        elif placed.setdefault(goal, row.tier) != row.tier:
            yield row.fault(
                "goal",
                N_("in two tiers ({value})"),
                N_("keep it in one tier"),
            )


def to_regimes(tables: TableSet) -> dict[str, Regime]:
    """Return the regimes of the forces by code, each with its values."""
    values: defaultdict[str, list[SettingValue]] = defaultdict(list)
    for row in tables.rows[RegimeRow]:
        setting = tables.known.settings[row.rule][row.setting]
        values[row.regime].append(
            SettingValue(
                rule=row.rule,
                setting=row.setting,
                value=parse_setting(setting, row.value),
                validity=validity(row),
                source=row.source,
            )
        )
    named = {r.regime or r.kind.value: r.kind for r in tables.rows[ForceRow]}
    return {
        name: Regime(id=name, kind=kind, values=tuple(values[name]))
        for name, kind in named.items()
    }


def to_derogations(tables: TableSet) -> tuple[Derogation, ...]:
    """Return the derogations, one for each officer whom a row means."""
    return tuple(
        Derogation(
            officer=officer,
            rule=r.rule,
            validity=Term(r.from_date, r.to_date),
            reason=r.reason,
            author=r.author,
        )
        for r in tables.rows[DerogationRow]
        for officer in _meant(tables, r)
    )


def _meant(tables: TableSet, row: DerogationRow) -> list[str]:
    """Return the officers whom a row means, by themselves or by their cycle."""
    if row.officer is not None:
        return [row.officer]
    return [r.officer for r in tables.rows[OfficerRow] if r.cycle == row.cycle]


def to_overrides(tables: TableSet) -> tuple[Override, ...]:
    """Return the rules set aside for one case."""
    return tuple(
        Override(
            rule=r.rule,
            officer=r.officer,
            mission=r.mission,
            day=r.date,
            municipal_author=r.municipal_author or "",
            national_author=r.national_author or "",
            reason=r.reason,
        )
        for r in tables.rows[OverrideRow]
    )


def to_tiers(tables: TableSet) -> tuple[Tier, ...]:
    """Return the tiers of the objective, or the default ones."""
    if TierRow not in tables.document:
        return DEFAULT_TIERS
    goals: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in tables.document[TierRow]:
        goals[row.tier][row.goal] = row.weight
    return tuple(Tier(name=name, goals=weights) for name, weights in goals.items())
