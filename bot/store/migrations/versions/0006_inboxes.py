"""The inbox grown up: who has it open, what was typed, canned answers, decisions on exceptions, words to search."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
OPEN = sa.text("closed_at IS NULL")
NOBODYS = sa.text("closed_at IS NULL AND owner_id IS NULL")
ATTENTION = sa.text("closed_at IS NULL AND attention IS NOT NULL")
WATCHED = sa.text("watch_on IS NOT NULL")
VIEWS = (
    ("ix_ticket_view_nobodys", ("organisation",), NOBODYS),
    ("ix_ticket_view_owner", ("owner_id",), OPEN),
    ("ix_ticket_view_state", ("organisation", "state"), OPEN),
    ("ix_ticket_view_attention", ("organisation",), ATTENTION),
)


def _ticket_id(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=f"fk_{table}_ticket_id_ticket", ondelete="CASCADE")


def _account_id(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=f"fk_{table}_account_id_account", ondelete="CASCADE")


def upgrade() -> None:
    for name, columns, which in VIEWS:
        op.create_index(name, "ticket", [*columns, "rank", "sort_by", "id"], sqlite_where=which, postgresql_where=which)
    op.create_index("ix_ticket_view_watch", "ticket", ["organisation", "watch_on"], sqlite_where=WATCHED, postgresql_where=WATCHED)
    op.create_table(
        "presence",
        sa.Column("ticket_id", ID, nullable=False, autoincrement=False),
        sa.Column("account_id", ID, nullable=False, autoincrement=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        _ticket_id("presence"),
        _account_id("presence"),
        sa.PrimaryKeyConstraint("ticket_id", "account_id", name="pk_presence"),
    )
    op.create_index("ix_presence_account_id", "presence", ["account_id"])
    op.create_index("ix_presence_seen_at", "presence", ["seen_at"])
    op.create_table(
        "typed_text",
        sa.Column("ticket_id", ID, nullable=False, autoincrement=False),
        sa.Column("account_id", ID, nullable=False, autoincrement=False),
        sa.Column("form", TEXT, nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _ticket_id("typed_text"),
        _account_id("typed_text"),
        sa.PrimaryKeyConstraint("ticket_id", "account_id", "form", name="pk_typed_text"),
    )
    op.create_index("ix_typed_text_account_id", "typed_text", ["account_id"])
    op.create_table(
        "canned_answer",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("changed_by", TEXT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned_answer"),
    )
    op.create_index("ix_canned_answer_organisation", "canned_answer", ["organisation"])
    op.create_table(
        "bespoke_decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("door", TEXT, nullable=False),
        sa.Column("scheme", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("month", TEXT, nullable=False),
        sa.Column("explanation", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_bespoke_decision_ticket_id_ticket", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_bespoke_decision"),
        sa.UniqueConstraint("ticket_id", name="uq_bespoke_decision_ticket_id"),
    )
    op.create_index("ix_bespoke_decision_like", "bespoke_decision", ["organisation", "door", "scheme", "id"])
    op.create_table(
        "feedback",
        sa.Column("ticket_id", ID, nullable=False, autoincrement=False),
        sa.Column("answer", TEXT, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _ticket_id("feedback"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_feedback"),
    )
    op.create_index("ix_feedback_answer", "feedback", ["answer"])
    words = op.create_table(
        "ticket_word",
        sa.Column("ticket_id", ID, nullable=False, autoincrement=False),
        sa.Column("word", sa.LargeBinary(), nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        _ticket_id("ticket_word"),
        sa.PrimaryKeyConstraint("ticket_id", "word", name="pk_ticket_word"),
    )
    op.create_index("ix_ticket_word_search", "ticket_word", ["organisation", "word", "ticket_id"])
    _find_earlier_tickets_too(words)


def _find_earlier_tickets_too(words: sa.Table) -> None:
    """What was handed over before this migration can be searched as well."""
    ticket = sa.table(
        "ticket", sa.column("id"), sa.column("organisation"), sa.column("summary"), sa.column("fields", JSON)
    )
    connection, last = op.get_bind(), 0
    while True:
        rows = connection.execute(
            sa.select(ticket.c.id, ticket.c.organisation, ticket.c.summary, ticket.c.fields)
            .where(ticket.c.id > last)
            .order_by(ticket.c.id)
            .limit(500)
        ).all()
        if not rows:
            return
        last = rows[-1].id
        found = [
            {"ticket_id": row.id, "word": word, "organisation": row.organisation}
            for row in rows
            for word in sorted(_words(row.summary, row.fields or []))
        ]
        if found:
            connection.execute(sa.insert(words), found)


def _words(summary: str, fields: list[dict[str, object]]) -> set[bytes]:
    found: set[bytes] = set()
    names = [str(one.get("shown") or "") for one in fields if one.get("kind") == "naam"]
    for text in (summary, *names):
        found |= {word.encode()[:40] for word in re.findall(r"[^\W_]{2,}", _plain(text))}
    marks = ["".join(re.findall(r"[^\W_]", _plain(str(one.get("shown") or "")))) for one in fields if one.get("kind") == "kenmerk"]
    return found | {mark.encode()[:40] for mark in marks if mark}


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in spread if not unicodedata.combining(one))


def downgrade() -> None:
    for table in ("ticket_word", "feedback", "bespoke_decision", "canned_answer", "typed_text", "presence"):
        op.drop_table(table)
    for name in ("ix_ticket_view_watch", *(view[0] for view in VIEWS)):
        op.drop_index(name, "ticket")
