"""The report for programs: every figure with codes, raw values and words."""

import datetime as dt
import json
from typing import Any

from scheduler.report.base import Figure, Label, Unknown, Value
from scheduler.report.compiled import Report
from scheduler.words import _, language


def report_json(report: Report) -> dict[str, Any]:
    """Return the report as plain data; words in the current language.

    Minutes are whole minutes and shares are from 0 to 1. A value that is not known is
    an object with the reason; ``null`` means that the column does not apply.
    """
    top = report.headline
    return {
        "language": language(),
        "period": {
            "from": report.first.isoformat(),
            "to": report.last.isoformat(),
            "days_covered": report.days,
        },
        "as_of": report.as_of.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "rosters": [
            {
                "title": part.title,
                "from": part.first.isoformat(),
                "to": part.last.isoformat(),
            }
            for part in report.parts
        ],
        "headline": {name: getattr(top, name) for name in top.__slots__},
        "points": [
            {
                "point": point.code,
                "state": point.state.value,
                "words": point.text,
                "see_to": [_value(name) for name in point.names],
                "source": _(point.source),
            }
            for point in report.points
        ],
        "figures": {figure.code: _figure(figure) for figure in report.figures},
    }


def render(report: Report) -> bytes:
    """Return ``report.json``."""
    content = report_json(report)
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "title": _(figure.title),
        "words": _(figure.words),
        "source": _(figure.source),
        "columns": [
            {"column": c.code, "title": _(c.title), "sort": c.sort.value}
            for c in figure.columns
        ],
        "rows": [
            {c.code: _value(v) for c, v in zip(figure.columns, row, strict=True)}
            for row in figure.rows
        ],
    }


def _value(value: Value) -> Any:
    if isinstance(value, Label):
        return {"code": value.code, "name": value.text}
    if isinstance(value, Unknown):
        return {"unknown": value.text}
    if isinstance(value, dt.date):
        return value.isoformat()
    return value
