"""The first tables of the ledger, and the triggers that keep published content."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.String(20)
KEPT = (
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
OF_VERSION = (
    "SELECT 1 FROM version v JOIN purge p ON v.week < p.first_kept "
    "WHERE v.id = OLD.version_id"
)
OF_AUDIT = (
    "SELECT 1 FROM audit a JOIN purge p "
    "ON substr(a.at, 1, 10) < CAST(p.first_kept AS VARCHAR(10)) WHERE a.seq = OLD.seq"
)
PURGED = {
    "leaf_private": OF_VERSION,
    "content": OF_VERSION,
    "audit_private": OF_AUDIT,
}
CHANGED = "{table}: published content is never changed"
DELETED = "{table}: published content is never deleted"
EARLY = "{table}: not purged"


def upgrade() -> None:
    """Create all tables and triggers."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
        sa.UniqueConstraint("prev", name=op.f("uq_audit_prev")),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("view", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("alarm", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint(
            "owner_kind",
            "owner",
            "view",
            "language",
            "alarm",
            name=op.f("uq_feed_owner_kind"),
        ),
    )
    op.create_table(
        "input_set",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_input_set")),
    )
    op.create_table(
        "key",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("force", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key")),
    )
    op.create_table(
        "leaf_private",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("version_id", "pid", name=op.f("pk_leaf_private")),
    )
    op.create_table(
        "person",
        sa.Column("pid", sa.String(length=32), nullable=False),
        sa.Column("service_number", sa.Text(), nullable=False),
        sa.Column("force", sa.Text(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("pid", name=op.f("pk_person")),
        sa.UniqueConstraint("service_number", name=op.f("uq_person_service_number")),
    )
    op.create_table(
        "purge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_kept", sa.Date(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "audit_private",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["seq"], ["audit.seq"], name=op.f("fk_audit_private_seq")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_private")),
    )
    op.create_table(
        "event",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=80), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts", INSTANT, nullable=False),
        sa.Column("ends", INSTANT, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("modified", INSTANT, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_event_feed_id")
        ),
        sa.PrimaryKeyConstraint("feed_id", "uid", name=op.f("pk_event")),
    )
    op.create_table(
        "feed_bytes",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("modified", INSTANT, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("gzip", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_feed_bytes_feed_id")
        ),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_feed_bytes")),
    )
    op.create_table(
        "key_retired",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["id"], ["key.id"], name=op.f("fk_key_retired_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_retired")),
    )
    op.create_table(
        "token",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("issued_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("replaced_at", INSTANT, nullable=True),
        sa.Column("notice", sa.LargeBinary(), nullable=True),
        sa.Column("last_fetch_at", INSTANT, nullable=True),
        sa.Column("fetched", INSTANT, nullable=True),
        sa.Column("seen_at", INSTANT, nullable=True),
        sa.Column("seen", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["feed_id"], ["feed.id"], name=op.f("fk_token_feed_id")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_token")),
    )
    op.create_index("ix_token_feed", "token", ["feed_id"], unique=False)
    op.create_table(
        "version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("input_set", sa.String(length=64), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("forces", sa.Text(), nullable=False),
        sa.Column("joint", sa.Integer(), nullable=False),
        sa.Column("contents_sha256", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["version.id"], name=op.f("fk_version_base_id")
        ),
        sa.ForeignKeyConstraint(
            ["input_set"], ["input_set.sha256"], name=op.f("fk_version_input_set")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_version")),
        sa.UniqueConstraint("week", "n", name=op.f("uq_version_week")),
    )
    op.create_table(
        "counter",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_counter_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "pid", "kind", name=op.f("pk_counter")),
    )
    op.create_table(
        "content",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=20), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("view", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_content_version_id")
        ),
        sa.PrimaryKeyConstraint(
            "version_id",
            "owner_kind",
            "owner",
            "view",
            "language",
            name=op.f("pk_content"),
        ),
    )
    op.create_table(
        "leaf",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_leaf_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "pid", name=op.f("pk_leaf")),
    )
    op.create_table(
        "official",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_official_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_official")),
    )
    op.create_table(
        "signature",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("force", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("carried_from", sa.Integer(), nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["carried_from"], ["version.id"], name=op.f("fk_signature_carried_from")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["key.id"], name=op.f("fk_signature_key_id")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["version.id"], name=op.f("fk_signature_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "force", name=op.f("pk_signature")),
    )
    op.create_table(
        "week",
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("head_id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=True),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["head_id"], ["version.id"], name=op.f("fk_week_head_id")
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["version.id"], name=op.f("fk_week_official_id")
        ),
        sa.PrimaryKeyConstraint("start", name=op.f("pk_week")),
    )

    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in (*KEPT, *PURGED):
        (_sqlite if sqlite else _postgresql)(table)


def downgrade() -> None:
    """Refuse: a ledger is never taken back."""
    raise NotImplementedError("a ledger is never taken back to an earlier version")


def _sqlite(table: str) -> None:
    changed, deleted = CHANGED.format(table=table), DELETED.format(table=table)
    op.execute(
        f'CREATE TRIGGER keep_{table}_update BEFORE UPDATE ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{changed}'); END"
    )
    when = ""
    if table in PURGED:
        when = f"WHEN NOT EXISTS ({PURGED[table]}) "
        deleted = EARLY.format(table=table)
    op.execute(
        f'CREATE TRIGGER keep_{table}_delete BEFORE DELETE ON "{table}" {when}'
        f"BEGIN SELECT RAISE(ABORT, '{deleted}'); END"
    )


def _postgresql(table: str) -> None:
    changed, deleted = CHANGED.format(table=table), DELETED.format(table=table)
    allowed = ""
    if table in PURGED:
        deleted = EARLY.format(table=table)
        allowed = (
            f"IF TG_OP = 'DELETE' AND EXISTS ({PURGED[table]}) "
            "THEN RETURN OLD; END IF; "
        )
    op.execute(
        f"CREATE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'UPDATE' THEN RAISE EXCEPTION '{changed}'; END IF; "
        f"IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION '{deleted}'; END IF; "
        f"{allowed}RAISE EXCEPTION '{deleted}'; END $$"
    )
    op.execute(
        f'CREATE TRIGGER keep_{table}_row BEFORE UPDATE OR DELETE ON "{table}" '
        f"FOR EACH ROW EXECUTE FUNCTION keep_{table}()"
    )
    op.execute(
        f'CREATE TRIGGER keep_{table}_all BEFORE TRUNCATE ON "{table}" '
        f"FOR EACH STATEMENT EXECUTE FUNCTION keep_{table}()"
    )
