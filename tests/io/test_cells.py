"""Cells: what is read, what is refused, and the way back."""

import contextlib
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.domain.settings import Setting, Unit
from scheduler.goals import GOALS
from scheduler.io.cells import (
    CellError,
    parse,
    parse_setting,
    render,
    render_setting,
)
from scheduler.io.schema import Column, Type
from scheduler.io.vocabulary import CHOICES, HEADINGS, fold, named
from scheduler.rules import RULES
from scheduler.tables.registry import KEYS, TABLES
from scheduler.verify.report import amount
from scheduler.words import use_language

CODES = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,8}", fullmatch=True)
DATES = st.dates(dt.date(1970, 1, 1), dt.date(2199, 12, 31))
TIMES = st.integers(0, 24 * 60 - 1)
ZONES = st.integers(-12, 14).map(lambda h: dt.timezone(dt.timedelta(hours=h)))
INSTANTS = st.builds(
    lambda at, zone: at.replace(second=0, microsecond=0, tzinfo=zone),
    st.datetimes(dt.datetime(1971, 1, 1), dt.datetime(2199, 1, 1)),  # noqa: DTZ001
    ZONES,
)
VALUES = {
    Type.CODE: CODES,
    Type.TEXT: st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")))
    .map(str.strip)
    .filter(bool),
    Type.INTEGER: st.integers(-(10**12), 10**12),
    Type.HOURS: st.integers(0, 4000 * 60),
    Type.DEGREES: st.integers(-180 * 10**6, 180 * 10**6),
    Type.YES_NO: st.booleans(),
    Type.DATE: DATES,
    Type.DATES: st.lists(DATES, min_size=1, unique=True).map(tuple),
    Type.TIME: TIMES,
    Type.TIMES: st.lists(TIMES, min_size=1, unique=True).map(tuple),
    Type.CHOICE: st.sampled_from(["free", "Fixed"]),
    Type.CHOICES: st.permutations(["free", "Fixed"]).map(tuple),
    Type.WEEKDAYS: st.frozensets(st.integers(0, 6), min_size=1),
    Type.REF: CODES,
    Type.REFS: st.lists(CODES, min_size=1, unique=True).map(tuple),
    Type.CODES: st.lists(CODES, min_size=1, unique=True).map(tuple),
    Type.QUANTITIES: st.dictionaries(CODES, st.integers(1, 99), min_size=1).map(
        lambda d: tuple(d.items())
    ),
    Type.SETTING: CODES,
    Type.INSTANT: INSTANTS,
    Type.INSTANTS: st.lists(INSTANTS, min_size=1, unique=True).map(tuple),
}


def column(kind: Type, **more) -> Column:
    return Column(name="c", type=kind, words="", choices=("free", "Fixed"), **more)


@pytest.mark.parametrize("kind", Type)
@given(data=st.data())
def test_what_is_printed_is_read_back(kind, data):
    value = data.draw(VALUES[kind])
    assert parse(column(kind), render(column(kind), value)) == value


@pytest.mark.parametrize("kind", Type)
@given(data=st.data())
def test_printing_what_was_printed_changes_nothing(kind, data):
    text = render(column(kind), data.draw(VALUES[kind]))
    assert render(column(kind), parse(column(kind), text)) == text


@pytest.mark.parametrize("kind", Type)
@given(text=st.text())
def test_any_text_is_read_or_refused(kind, text):
    with contextlib.suppress(CellError):
        parse(column(kind), text)


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Type.DATE, "23/11/2026", dt.date(2026, 11, 23)),
        (Type.DATE, "3/1/2026", dt.date(2026, 1, 3)),
        (Type.DATE, "23.11.2026", dt.date(2026, 11, 23)),
        (Type.DATE, "2026-11-23 00:00:00", dt.date(2026, 11, 23)),
        (Type.TIME, "8:30", 510),
        (Type.TIME, "08h30", 510),
        (Type.TIME, "8h30", 510),
        (Type.TIME, "8h", 480),
        (Type.TIME, "08:30:00", 510),
        (Type.HOURS, "37,5", 2250),
        (Type.DEGREES, "45.7772", 45_777_200),
        (Type.DEGREES, "45,7772", 45_777_200),
        (Type.DEGREES, "-3.0863", -3_086_300),
        (Type.DEGREES, "+180", 180_000_000),
        (Type.DEGREES, "0.0000005", 0),
        (Type.DEGREES, "0.00000051", 1),
        (Type.HOURS, "36h10", 2170),
        (Type.HOURS, "1261h42", 75702),
        (Type.HOURS, "35 h", 2100),
        (Type.INTEGER, "10,0", 10),
        (Type.INTEGER, "1 000", 1000),
        (Type.INTEGER, "147\u202f284", 147284),
        (Type.WEEKDAYS, "lun-ven", frozenset(range(5))),
        (Type.WEEKDAYS, "Samedi|dimanche", frozenset({5, 6})),
        (Type.WEEKDAYS, "ven-lun", frozenset({4, 5, 6, 0})),
        (Type.CHOICE, "FIXED", "Fixed"),
        (Type.QUANTITIES, "bike:2|radio", (("bike", 2), ("radio", 1))),
        *((Type.YES_NO, w, True) for w in ("oui", "Yes", "VRAI", "true", "x", "1")),
        *((Type.YES_NO, w, False) for w in ("non", "No", "FAUX", "false", "0")),
    ],
)
def test_dialects(kind, written, value):
    assert parse(column(kind), written) == value


@pytest.mark.parametrize(
    ("kind", "written", "message"),
    [
        (Type.DATE, "23/11/26", "not a date ({value})"),
        (Type.DATE, "2026-02-30", "no such day ({value})"),
        (Type.DATE, "9999-12-31", "year out of range ({value})"),
        (Type.TIME, "24:00", "24:00 is only possible as an end ({value})"),
        (Type.TIME, "23:60", "no such time of day ({value})"),
        (Type.INTEGER, "1.5", "not a whole number ({value})"),
        (Type.INTEGER, "١٢", "not a whole number ({value})"),
        (Type.TEXT, "a\x1bb", "a character that cannot be printed ({value})"),
        (Type.CODE, "a b", "not a code ({value})"),
        (Type.CODES, "a|a", "the same entry twice ({value})"),
        (Type.CODES, "|", "empty list ({value})"),
        (Type.QUANTITIES, "bike:0", "not a list of quantities ({value})"),
        (Type.INSTANT, "2026-11-23T06:30", "not an instant ({value})"),
        (Type.INSTANT, "2026-11-23T06:30:30+01:00", "not on a whole minute ({value})"),
    ],
)
def test_refusals(kind, written, message):
    with pytest.raises(CellError) as caught:
        parse(column(kind), written)
    assert caught.value.message == message


def test_the_end_of_a_day_is_written_24_00_where_it_may_be():
    end = column(Type.TIME, most=1440)
    assert parse(end, "24:00") == 1440
    assert render(end, 1440) == "24:00"


@pytest.mark.parametrize(("written", "fits"), [("1", True), ("9", True), ("10", False)])
def test_bounds_belong_to_the_values_allowed(written, fits):
    bounded = column(Type.INTEGER, least=1, most=9)
    if fits:
        assert parse(bounded, written) == int(written)
    else:
        with pytest.raises(CellError, match="too large"):
            parse(bounded, written)


def test_an_empty_cell_takes_the_default():
    assert parse(column(Type.TIME, default="24:00", most=1440), " ") == 1440


def test_a_required_cell_may_not_be_empty():
    with pytest.raises(CellError, match="empty"):
        parse(column(Type.TEXT, required=True), "")


# --- settings -------------------------------------------------------------------------

OWN_SETTINGS = {n: r.settings for n, r in RULES.items()}
OWN_SETTINGS |= {n: g.settings for n, g in GOALS.items()}
SETTINGS = [
    pytest.param(s, id=f"{name}.{s.name}")
    for name, own in OWN_SETTINGS.items()
    for s in own
]
EVERY_SETTING = pytest.mark.parametrize("setting", SETTINGS)


def weekly(unit: Unit = Unit.MINUTES) -> Setting:
    return Setting(name="s", unit=unit, words="", defaults={}, within=(60, 168 * 60))


@EVERY_SETTING
def test_defaults_are_within_their_bounds(setting: Setting):
    least, most = setting.bounds
    former = [f.value for f in setting.history]
    given = [v for v in (*setting.defaults.values(), *former) if v is not None]
    assert all(least <= value <= most for value in given)


@EVERY_SETTING
def test_settings_are_read_back(setting: Setting):
    for value in {None, *setting.bounds, *setting.defaults.values()}:
        text = render_setting(setting.unit, value)
        assert parse_setting(setting, text) == value


@pytest.mark.parametrize("lang", ["en", "fr"])
@EVERY_SETTING
def test_what_is_printed_of_a_setting_may_be_written(setting: Setting, lang: str):
    written = (*setting.bounds, *setting.defaults.values())
    values = {value for value in written if value is not None}
    with use_language(lang):
        for value in values:
            assert parse_setting(setting, amount(value, setting.unit)) == value


@EVERY_SETTING
def test_a_setting_out_of_bounds_is_refused(setting: Setting):
    least, most = setting.bounds
    for value in (least - 1, most + 1, 999_999_999_999_999):
        if value >= 0 and setting.unit is not Unit.YES_NO:
            with pytest.raises(CellError):
                parse_setting(setting, render_setting(setting.unit, value))


def test_a_setting_that_is_a_time_of_day():
    clock = Setting(name="s", unit=Unit.TIME, words="", defaults={})
    assert parse_setting(clock, "6h30") == 390
    with pytest.raises(CellError, match="out of bounds"):
        parse_setting(clock, "24:00")


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("44 h", 2640),
        ("44h", 2640),
        ("44:00", 2640),
        ("44h30", 2670),
        ("2640 min", 2640),
        ("37,5 h", 2250),
        ("2640", 2640),  # 2,640 h are more than a week
        ("169", 169),  # so are 169 h
    ],
)
def test_a_duration_with_its_unit(text, minutes):
    assert parse_setting(weekly(), text) == minutes


@pytest.mark.parametrize("text", ["44", "168", "60"])
def test_a_duration_that_may_be_hours_or_minutes(text):
    with pytest.raises(CellError) as caught:
        parse_setting(weekly(), text)
    error = caught.value
    assert error.hint.format(**error.values) == f"write {text} h or {text} min"


def test_a_limit_may_be_lifted():
    assert parse_setting(weekly(), "none") is None


@pytest.mark.parametrize("text", ["-1", "-1 h", "1 week", "44 hh", "h", "min"])
def test_what_is_no_duration(text):
    with pytest.raises(CellError):
        parse_setting(weekly(), text)


# --- thousands ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("15000", 15_000),
        ("15 000", 15_000),
        ("15\u00a0000", 15_000),
        ("15\u202f000", 15_000),
        ("15'000", 15_000),
        ("1 500 000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("1,500,000", 1_500_000),
        ("-15 000", -15_000),
        ("15,0", 15),
        ("15.00", 15),
    ],
)
def test_thousands_that_cannot_be_read_otherwise(text, number):
    assert parse(column(Type.INTEGER), text) == number


@pytest.mark.parametrize(
    ("text", "remedy"),
    [("15,000", "write 15000 or 15"), ("15.000", "write 15000 or 15")],
)
@pytest.mark.parametrize("kind", [Type.INTEGER, Type.HOURS])
def test_thousands_that_may_be_a_fraction(kind, text, remedy):
    with pytest.raises(CellError) as caught:
        parse(column(kind), text)
    error = caught.value
    assert error.hint.format(**error.values) == remedy


def test_three_decimals_of_hours_may_be_thousands():
    # 1,607 h are 1 h 36 min or 1,607 h.
    with pytest.raises(CellError) as caught:
        parse(column(Type.HOURS), "1,607")
    assert caught.value.values["large"] == "1607"
    assert parse(column(Type.HOURS), "1 607") == 1607 * 60
    assert parse(column(Type.HOURS), "1,6070") == 96


@pytest.mark.parametrize(
    ("kind", "remedy"),
    [(Type.INTEGER, "write 1500"), (Type.HOURS, "write 1500 or 1,5000")],
)
def test_a_remedy_can_be_read(kind, remedy):
    with pytest.raises(CellError) as caught:
        parse(column(kind), "1,500")
    told = caught.value.hint.format(**caught.value.values)
    assert told == remedy
    for way in told.removeprefix("write ").split(" or "):
        parse(column(kind), way)


def test_a_leading_nought_begins_a_fraction():
    assert parse(column(Type.HOURS), "0,500") == 30


@pytest.mark.parametrize("text", ["1 50", "15 0000", "1 500,000", "1,500.000", "15 00"])
def test_groups_that_are_no_thousands(text):
    with pytest.raises(CellError):
        parse(column(Type.INTEGER), text)


# --- words ----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", Type)
@pytest.mark.parametrize("text", ["#REF!", "#N/A", "#VALEUR!", "#NOM?", "#####"])
def test_an_error_of_a_spreadsheet_is_no_value(kind, text):
    with pytest.raises(CellError, match="a spreadsheet error"):
        parse(column(kind), text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("lun-sam", range(6)),
        ("Lundi-Samedi", range(6)),
        ("mer.", [2]),
        ("tues|thurs", [1, 3]),
        ("sam-lun", [5, 6, 0]),
    ],
)
def test_days_by_their_names(text, days):
    assert parse(column(Type.WEEKDAYS), text) == frozenset(days)


@pytest.mark.parametrize("text", ["lun-sammedi", "monkey", "ma", "lun-", "samedix"])
def test_what_begins_like_a_day_is_none(text):
    with pytest.raises(CellError, match="not a day of the week"):
        parse(column(Type.WEEKDAYS), text)


CHOICE_COLUMNS = [
    pytest.param(c, id=f"{t.name}.{c.name}")
    for t in TABLES.values()
    for c in t.columns
    if c.choices
]


@pytest.mark.parametrize("choosing", CHOICE_COLUMNS)
def test_every_choice_has_its_french_names(choosing):
    single = replace(choosing, type=Type.CHOICE)
    read = [
        (code, parse(single, way))
        for code in choosing.choices
        for name in (code, *CHOICES.get(code, ()))
        for way in (name, name.upper(), fold(name), f" {name} ")
    ]
    assert [code for code, _found in read] == [found for _code, found in read]


def test_french_names_are_those_of_choices():
    known = {c for t in TABLES.values() for col in t.columns for c in col.choices}
    known |= {c for key in KEYS.values() for c in key.choices}
    assert known >= CHOICES.keys()


def test_french_headings_are_those_of_columns():
    headings = {c.name for t in TABLES.values() for c in t.columns}
    assert headings >= HEADINGS.keys()


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_heading_has_two_meanings_in_one_table(table):
    names = [c.name for c in table.columns]
    for name in names:
        for way in (name, name.upper(), *HEADINGS.get(name, ())):
            assert named(way, names, HEADINGS) == name


# --- texts and codes that outputs can hold --------------------------------------------


@pytest.mark.parametrize("mark", ["\n", "\r", "\r\n", "\t", "\u2028", "\u2029", "\x85"])
def test_a_name_is_of_one_line(mark):
    with pytest.raises(CellError, match="more than one line"):
        parse(column(Type.TEXT), f"a{mark}b")
    if mark != "\t":
        assert parse(column(Type.TEXT, lines=True), f"a{mark}b") == "a\nb"


def test_a_text_fits_into_a_cell_of_a_workbook():
    assert len(parse(column(Type.TEXT), "é" * 4000)) == 4000
    with pytest.raises(CellError, match="too long"):
        parse(column(Type.TEXT), "é" * 4001)


@pytest.mark.parametrize("letter", ["a", "é", "\u4e2d", "\U00020000"])
def test_a_code_names_a_file(letter, tmp_path):
    code = letter * 45
    assert parse(column(Type.CODE), code) == code
    (tmp_path / f"road-checks-{code}.html").touch()


@pytest.mark.parametrize("text", ["a" * 61, "\U00020000" * 46])
def test_a_code_too_long_for_a_file(text):
    with pytest.raises(CellError, match="too long for a code"):
        parse(column(Type.CODE), text)
