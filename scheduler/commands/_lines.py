"""What the commands of the ledger print."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from scheduler.words import _, n_

if TYPE_CHECKING:
    from scheduler.ledger.audit import Entry
    from scheduler.ledger.checking import Checked
    from scheduler.ledger.history import Record
    from scheduler.ledger.signatories import Signatory
    from scheduler.ledger.versions import Version
    from scheduler.official import Published


def published_lines(done: "Published") -> Iterator[str]:
    """Yield what became of a roster."""
    made = done.version
    if done.new:
        yield _("Published: version {version}", version=made.name)
    else:
        yield _("Version {version}", version=made.name)
    yield _("Digest: {digest}", digest=made.digest)
    yield _state(made)
    if done.feeds:
        yield n_("{n} calendar changed.", "{n} calendars changed.", done.feeds)


def published_json(done: "Published") -> dict[str, Any]:
    """Return the same as JSON."""
    return {
        **version_json(done.version),
        "new": done.new,
        "changes": len(done.changes),
        "late": sum(c.late for c in done.changes),
        "calendars_changed": done.feeds,
    }


def version_json(made: "Version") -> dict[str, Any]:
    """Return a version as JSON."""
    return {
        "version": made.name,
        "base": None if made.base is None else f"{made.week.isoformat()}/{made.base}",
        "at": _stamp(made.at),
        "digest": made.digest,
        "joint": made.joint,
        "forces": list(made.forces),
        "signed": list(made.signed),
        "official_at": None if made.official_at is None else _stamp(made.official_at),
        "head": made.head,
        "current": made.current,
    }


def history_lines(found: Iterable["Record"]) -> Iterator[str]:
    """Yield each version, and how it came about."""
    for record in found:
        made = record.version
        who = _("purged") if record.by is None else record.by
        yield _(
            "{version}  {at}  by {by}  {why}",
            version=made.name,
            at=_stamp(made.at),
            by=who or "–",
            why=record.why or "",
        ).rstrip()
        yield f"  {_state(made)}"
        if record.reason:
            yield "  " + _("Told late: {reason}", reason=record.reason)


def history_json(found: Iterable["Record"]) -> list[dict[str, Any]]:
    """Return the same as JSON."""
    return [
        {
            **version_json(r.version),
            "by": r.by,
            "why": r.why,
            "reason": r.reason,
        }
        for r in found
    ]


def audit_lines(checked: "Checked", rows: Iterable["Entry"]) -> Iterator[str]:
    """Yield the rows of the log asked for, what was changed, and the last hash."""
    for row in rows:
        yield f"{row.seq}  {_stamp(row.at)}  {row.kind}  {row.ref}"
    for found in checked.findings:
        yield _(
            "{table}, row {row}: {what}",
            table=found.table,
            row=found.row,
            what=_(found.message),
        )
    if not checked.findings:
        yield n_(
            "{n} row of the log verified: nothing was changed.",
            "{n} rows of the log verified: nothing was changed.",
            checked.rows,
        )
    yield _("Last hash, to keep on paper: {hash}", hash=checked.last)


def audit_json(checked: "Checked", rows: Iterable["Entry"]) -> dict[str, Any]:
    """Return the same as JSON."""
    return {
        "rows": checked.rows,
        "last": checked.last,
        "findings": [
            {"table": f.table, "row": f.row, "what": _(f.message)}
            for f in checked.findings
        ],
        "log": [
            {
                "seq": r.seq,
                "at": _stamp(r.at),
                "kind": r.kind,
                "ref": r.ref,
                "details": r.details,
            }
            for r in rows
        ],
    }


def keys_lines(found: Iterable["Signatory"]) -> Iterator[str]:
    """Yield the keys."""
    for one in found:
        line = f"{one.id[:16]}  {one.force}  {_stamp(one.added_at)}"
        if one.retired_at is not None:
            line += "  " + _("retired {at}", at=_stamp(one.retired_at))
        yield line


def keys_json(found: Iterable["Signatory"]) -> list[dict[str, Any]]:
    """Return the same as JSON."""
    return [
        {
            "key": s.id,
            "force": s.force,
            "added_at": _stamp(s.added_at),
            "retired_at": None if s.retired_at is None else _stamp(s.retired_at),
        }
        for s in found
    ]


def _state(made: "Version") -> str:
    if made.current:
        return _("Official: calendars show it.")
    if made.official_at is not None:
        return _(
            "Official from {at} until it was replaced.", at=_stamp(made.official_at)
        )
    if not made.head:
        return _("Replaced before it was official.")
    return _(
        "Not official yet: waiting for the signature of {forces}.",
        forces=", ".join(made.waiting_for),
    )


def _stamp(at: dt.datetime) -> str:
    return at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
