"""Notices due under the agreements, compared with those written."""

from collections import Counter
from collections.abc import Mapping, Sequence

from scheduler.render.notices import Notice
from scheduler.render.notices import notices as owed_by
from scheduler.report.base import (
    Column,
    Figure,
    Label,
    Section,
    Sort,
    Unknown,
    Value,
    Week,
    share,
)
from scheduler.words import N_, use_language

SORTS = (
    (
        "mayor-",
        Label("mayors", N_("Joint missions announced to the mayor")),
        "CSI annexe 1 art. 11",
    ),
    (
        "road-checks-",
        Label(
            "road_checks", N_("Municipal road checks announced to the national police")
        ),
        "CSI annexe 1 art. 7",
    ),
    (
        "on-duty-",
        Label("on_duty", N_("Officers on duty and armed, announced day by day")),
        "CSI annexe 1 art. 11",
    ),
    (
        "judicial",
        Label("judicial", N_("Missions announced to the OPJ and the prosecutor")),
        "CSI annexe 1 art. 13",
    ),
    (
        "meetings",
        Label("meetings", N_("Meetings announced to the prosecutor")),
        "CSI annexe 1 art. 10",
    ),
)
"""Each sort of notice: how its name begins, what it is, and the article."""

_KEYS = ("date", "start", "mission", "force")
"""Columns that name a line of a notice, where it has them."""


def section(weeks: Sequence[Week]) -> Section:
    """Return every figure of notices."""
    return Section(code="notices", title=N_("Notices"), figures=(by_sort(weeks),))


def by_sort(weeks: Sequence[Week]) -> Figure:
    """Return the lines due and written of each sort of notice."""
    due: Counter[str] = Counter()
    written: Counter[str] = Counter()
    for week in weeks:
        for notice in _owed(week):
            beginning = next(b for b, *_rest in SORTS if notice.name.startswith(b))
            lines = _lines(week, notice)
            due[beginning] += lines.total()
            if week.written is not None:
                kept = Counter(map(_key, week.written.get(notice.name, ())))
                # As often as it is due, and no more: a line written twice is one.
                written[beginning] += (lines & kept).total()
    without = sum(week.written is None for week in weeks)
    rows = []
    for beginning, label, article in SORTS:
        found: Value = written[beginning]
        part: Value = share(written[beginning], due[beginning])
        if without and due[beginning]:
            found = part = Unknown(
                N_(
                    "{n} of the rosters given hold no folder “notices” (patrol export "
                    "--only notices writes it)"
                ),
                (("n", without),),
            )
        rows.append((label, due[beginning], found, part, Label(article, article)))
    return Figure(
        code="notices_by_sort",
        title=N_("Notices due and written"),
        words=N_(
            "One for each mission and addressee. Written means that the notice stands "
            "in the folder of the roster; that it was sent is not known."
        ),
        source="CSI annexe 1 art. 7, 10, 11, 13",
        columns=(
            Column("notice", N_("Notice"), Sort.NAME),
            Column("due", N_("Due")),
            Column("written", N_("Written")),
            Column("written_share", N_("Written (%)"), Sort.SHARE),
            Column("article", N_("Article"), Sort.NAME),
        ),
        rows=tuple(rows),
    )


def _owed(week: Week) -> tuple[Notice, ...]:
    # The records are the same in every language.
    with use_language("en"):
        return tuple(owed_by(week.edition))


def _lines(week: Week, notice: Notice) -> Counter[tuple[str, ...]]:
    days = {day.isoformat() for day in week.days}
    records = (dict(zip(notice.columns, r, strict=True)) for r in notice.records)
    return Counter(_key(r) for r in records if r["date"] in days)


def _key(record: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(record.get(column, "") for column in _KEYS)
