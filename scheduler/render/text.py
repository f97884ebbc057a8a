"""How times, days, places and missions are written for those who read them.

All speak the current language (`scheduler.words.use_language`).
"""

import datetime as dt
import re
import unicodedata

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from scheduler.domain.missions import Equipment, MissionKind, Occurrence
from scheduler.domain.scenario import Scenario
from scheduler.domain.time import Clock, Minute, Span
from scheduler.domain.tours import Shift
from scheduler.verify.reasons import FORCE_LABELS
from scheduler.words import _, language
from scheduler.words.render import day_and_time, hours_minutes, time_of_day

JOINT_MARK = "PM/PN"

_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]+")
_HOURS = re.compile(r"\d{1,2}[h:]\d{2}\s*[–-]\s*\d{1,2}[h:]\d{2}")


def day_off(scenario: Scenario, day: dt.date) -> str:
    """Return the name of the public holiday of a day; empty if it is none."""
    names = scenario.public_holidays.get(day, {})
    return plain(names.get(language()) or next(iter(names.values()), ""))


def plain(text: str) -> str:
    """Return a text without control characters, line breaks kept as line feeds."""
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def sort_key(text: str) -> tuple[str, str]:
    """Return what puts texts in the order of a dictionary: ``É`` stands with ``E``."""
    letters = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return bare.casefold(), text


def hour(clock: Clock, minute: Minute) -> str:
    """Return the local time of an instant: see `time_of_day`."""
    return time_of_day(clock.local(minute))


def hours(clock: Clock, span: Span) -> str:
    """Return the local times between which something happens."""
    return f"{hour(clock, span.start)}–{hour(clock, span.end)}"


def engaged(clock: Clock, occurrence: Occurrence) -> str:
    """Return the times of a mission, and of the briefing and debriefing around it.

    ``14:00–16:00 (briefing 13:45, debriefing until 16:10)``.
    """
    around = []
    if occurrence.briefing:
        around.append(_("briefing {time}", time=hour(clock, occurrence.span.start)))
    if occurrence.debriefing:
        until = hour(clock, occurrence.span.end)
        around.append(_("debriefing until {time}", time=until))
    times = hours(clock, occurrence.proper)
    return f"{times} ({', '.join(around)})" if around else times


def reach(kind: MissionKind) -> str:
    """Return within what time a reserve is on the spot; empty if it is no reserve."""
    if kind.reach is None:
        return ""
    return _("Reserve, on the spot within {reach}", reach=hours_minutes(kind.reach))


def date(day: dt.date, pattern: str = "EEEE d MMMM y") -> str:
    """Return a day in words, by a pattern of the Unicode locale data."""
    written = format_date(day, pattern, locale=_LOCALES[language()])
    if language() == "fr" and day.day == 1:
        return re.sub(r"(?<!\d)1(?= )", "1er", written, count=1)
    return written


def period(clock: Clock) -> str:
    """Return the horizon in words: ``19 to 25 October 2026``."""
    first, last = clock.dates[0], clock.dates[-1]
    if first == last:
        return date(first)
    pattern = "d MMMM y"
    if first.year == last.year:
        pattern = "d" if first.month == last.month else "d MMMM"
    start = "1er" if (pattern, first.day, language()) == ("d", 1, "fr") else None
    return _(
        "{first} to {last}",
        first=start or date(first, pattern),
        last=date(last, "d MMMM y"),
    )


def instant(clock: Clock, when: dt.datetime) -> str:
    """Return an aware datetime as local day and time."""
    return day_and_time(when.astimezone(clock.zone))


def percent(share: float) -> str:
    """Return a share of 1 as a percentage with one decimal."""
    return format_percent(share, format="#,##0.# %", locale=_LOCALES[language()])


def whole(number: int) -> str:
    """Return a whole number, thousands set apart."""
    return format_decimal(number, locale=_LOCALES[language()])


def decimal(number: float) -> str:
    """Return a number with one decimal."""
    return format_decimal(number, format="#,##0.0", locale=_LOCALES[language()])


def kind_title(kind: MissionKind) -> str:
    """Return the name of a kind, marked as joint if its name does not say so."""
    name = plain(kind.name(language()))
    return f"{name} {JOINT_MARK}" if kind.joint and JOINT_MARK not in name else name


def mission_title(scenario: Scenario, occurrence: Occurrence) -> str:
    """Return what a mission is called: ``Joint foot patrol PM/PN – Jaude``."""
    zone = plain(scenario.zones[occurrence.zone].name)
    return f"{kind_title(scenario.kind(occurrence))} – {zone}"


def place(scenario: Scenario, zone: str) -> str:
    """Return a zone and its communes, less those that its name tells."""
    found = scenario.zones[zone]
    name = plain(found.name)
    codes = (found.commune, *sorted(found.also_in))
    communes = (plain(scenario.communes[code].name) for code in codes)
    return ", ".join([name, *(c for c in communes if c not in name)])


def force_label(scenario: Scenario, force: str) -> str:
    """Return ``PM`` or ``PN``, with the code of the force if there are several."""
    kind = scenario.forces[force].kind
    alone = sum(f.kind is kind for f in scenario.forces.values()) == 1
    return FORCE_LABELS[kind] if alone else f"{FORCE_LABELS[kind]} {force}"


def shift_name(shift: Shift) -> str:
    """Return the name of a shift without its hours, which are always told beside it."""
    name = plain(shift.name)
    return _HOURS.sub("", name).strip(" ()·–-,") or name


def tier_name(name: str) -> str:
    """Return the name of a tier; those of the standard objective are translated."""
    return _(plain(name))


def equipment(scenario: Scenario, kind: MissionKind) -> str:
    """Return the equipment of one crew: ``2 × Bike, 1 × Radio``."""
    times = "\N{NO-BREAK SPACE}×\N{NO-BREAK SPACE}"
    return ", ".join(
        f"{pieces}{times}{_equipment_name(scenario.equipment[code])}"
        for code, pieces in kind.equipment.items()
    )


def _equipment_name(found: Equipment) -> str:
    return plain(found.name_fr if language() == "fr" else found.name_en)
