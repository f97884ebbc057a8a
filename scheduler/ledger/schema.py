"""Tables of the ledger, on SQLite and PostgreSQL.

``person`` is the only table that names people. Rows of `IMMUTABLE` are never changed or
deleted: triggers of the database forbid it. Rows of `PURGEABLE` hold what is personal;
they are never changed, and deleted only after ``purge`` says up to which day.
"""

import datetime as dt
from typing import Any

from sqlalchemy import (
    Column,
    Date,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

STAMP = "%Y-%m-%dT%H:%M:%SZ"
"""How instants are written: UTC, to the second; text sorts as time."""


class Instant(TypeDecorator[dt.datetime]):
    """An aware instant, kept as text in UTC."""

    impl = String(20)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Return the text of an instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime")
        return str(value.astimezone(dt.UTC).strftime(STAMP))

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Return the instant of a text."""
        if value is None:
            return None
        return dt.datetime.strptime(value, STAMP).replace(tzinfo=dt.UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_SHA = String(64)
_PID = String(32)

setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)

person = Table(
    "person",
    metadata,
    Column("pid", _PID, primary_key=True),
    Column("service_number", Text, nullable=False, unique=True),
    Column("force", Text, nullable=False),
    Column("leaves_on", Date),
)

input_set = Table(
    "input_set",
    metadata,
    Column("sha256", _SHA, primary_key=True),
    Column("files", Text, nullable=False),
)

version = Table(
    "version",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("week", Date, nullable=False),
    Column("days", Integer, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("base_id", Integer, ForeignKey("version.id")),
    Column("input_set", _SHA, ForeignKey("input_set.sha256"), nullable=False),
    Column("run", Text, nullable=False),
    Column("labels", Text, nullable=False),
    Column("forces", Text, nullable=False),
    Column("joint", Integer, nullable=False),
    Column("contents_sha256", _SHA, nullable=False),
    Column("digest", _SHA, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("week", "n"),
)

week = Table(
    "week",
    metadata,
    Column("start", Date, primary_key=True),
    Column("head_id", Integer, ForeignKey("version.id"), nullable=False),
    Column("official_id", Integer, ForeignKey("version.id")),
    Column("rev", Integer, nullable=False),
)

leaf = Table(
    "leaf",
    metadata,
    Column("version_id", Integer, ForeignKey("version.id"), nullable=False),
    Column("pid", _PID, nullable=False),
    Column("sha256", _SHA, nullable=False),
    PrimaryKeyConstraint("version_id", "pid"),
)

leaf_private = Table(
    "leaf_private",
    metadata,
    Column("version_id", Integer, nullable=False),
    Column("pid", _PID, nullable=False),
    Column("salt", _SHA, nullable=False),
    Column("payload", Text, nullable=False),
    PrimaryKeyConstraint("version_id", "pid"),
)

content = Table(
    "content",
    metadata,
    Column("version_id", Integer, ForeignKey("version.id"), nullable=False),
    Column("owner_kind", String(20), nullable=False),
    Column("owner", Text, nullable=False),
    Column("view", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    Column("payload", Text, nullable=False),
    PrimaryKeyConstraint("version_id", "owner_kind", "owner", "view", "language"),
)

key = Table(
    "key",
    metadata,
    Column("id", _SHA, primary_key=True),
    Column("force", Text, nullable=False),
    Column("public", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
)

key_retired = Table(
    "key_retired",
    metadata,
    Column("id", _SHA, ForeignKey("key.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)

signature = Table(
    "signature",
    metadata,
    Column("version_id", Integer, ForeignKey("version.id"), nullable=False),
    Column("force", Text, nullable=False),
    Column("key_id", _SHA, ForeignKey("key.id"), nullable=False),
    Column("digest", _SHA, nullable=False),
    Column("proof", Text, nullable=False),
    Column("carried_from", Integer, ForeignKey("version.id")),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("version_id", "force"),
)

official = Table(
    "official",
    metadata,
    Column("version_id", Integer, ForeignKey("version.id"), primary_key=True),
    Column("at", Instant, nullable=False),
)

counter = Table(
    "counter",
    metadata,
    Column("version_id", Integer, ForeignKey("version.id"), nullable=False),
    Column("pid", _PID, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", Integer, nullable=False),
    PrimaryKeyConstraint("version_id", "pid", "kind"),
)

feed = Table(
    "feed",
    metadata,
    Column("id", Integer, primary_key=True),
    # A pid for the feed of an officer, else the code of a force, zone, team or event.
    Column("owner_kind", String(20), nullable=False),
    Column("owner", Text, nullable=False),
    Column("view", String(20), nullable=False),
    Column("language", String(2), nullable=False),
    # Minutes before a duty; -1 = no alarm. Not NULL, so that it can be unique.
    Column("alarm", Integer, nullable=False),
    UniqueConstraint("owner_kind", "owner", "view", "language", "alarm"),
)

feed_bytes = Table(
    "feed_bytes",
    metadata,
    Column("feed_id", Integer, ForeignKey("feed.id"), primary_key=True),
    Column("etag", _SHA, nullable=False),
    # Later than of any former bytes; not earlier than of any event in these.
    Column("modified", Instant, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("gzip", LargeBinary, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("feed_id", Integer, ForeignKey("feed.id"), nullable=False),
    Column("uid", String(80), nullable=False),
    Column("group_key", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("modified", Instant, nullable=False),
    Column("status", String(10), nullable=False),
    Column("fingerprint", _SHA, nullable=False),
    Column("text", LargeBinary, nullable=False),
    PrimaryKeyConstraint("feed_id", "uid"),
)

token = Table(
    "token",
    metadata,
    Column("sha256", _SHA, primary_key=True),
    Column("feed_id", Integer, ForeignKey("feed.id"), nullable=False),
    Column("label", Text, nullable=False),
    Column("issued_at", Instant, nullable=False),
    # From then on it is dead: set by rotation (seven days on) and by revocation.
    Column("expires_at", Instant),
    # When another took its place; until it ends, its calendar carries the notice.
    Column("replaced_at", Instant),
    Column("notice", LargeBinary),
    # When it was last fetched, and `feed_bytes.modified` of what was fetched.
    Column("last_fetch_at", Instant),
    Column("fetched", Instant),
    # The same of what the officer confirmed to have seen.
    Column("seen_at", Instant),
    Column("seen", Instant),
    Index("ix_token_feed", "feed_id"),
)

purge = Table(
    "purge",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("first_kept", Date, nullable=False),
    Column("at", Instant, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("prev", _SHA, nullable=False, unique=True),
    Column("at", Instant, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("ref", Text, nullable=False),
    Column("commitment", _SHA, nullable=False),
    Column("hash", _SHA, nullable=False, unique=True),
)

audit_private = Table(
    "audit_private",
    metadata,
    Column("seq", Integer, ForeignKey("audit.seq"), primary_key=True),
    Column("salt", _SHA, nullable=False),
    Column("payload", Text, nullable=False),
)

IMMUTABLE = (
    "input_set",
    "version",
    "leaf",
    "key",
    "key_retired",
    "signature",
    "official",
    "purge",
    "audit",
)
"""Tables whose rows are neither changed nor deleted."""

PURGEABLE = ("leaf_private", "content", "audit_private")
"""Tables whose rows are not changed, and deleted once a purge covers them."""
