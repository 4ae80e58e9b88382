"""The first shape of the database.

The kinds of columns are written out here and not imported: a migration must do next year what it did today.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("login", TEXT, nullable=False),
        sa.Column("password_hash", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("disabled_at", MOMENT, nullable=True),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("login", name="uq_account_login"),
    )
    op.create_index("ix_account_organisation", "account", ["organisation"])
    op.create_table(
        "api_token",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("prefix", TEXT, nullable=False),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("last_used_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("token_hash", name="uq_api_token_token_hash"),
    )
    op.create_index("ix_api_token_organisation", "api_token", ["organisation"])
    op.create_table(
        "conversation",
        sa.Column("id", ID, nullable=False),
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("door", TEXT, nullable=True),
        sa.Column("phase", TEXT, nullable=False),
        sa.Column("draft", JSON, nullable=True),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("handled_by", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("resume_code_hash", TEXT, nullable=True),
        sa.Column("resume_expires_at", MOMENT, nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("resume_code_hash", name="uq_conversation_resume_code_hash"),
        sa.UniqueConstraint("token_hash", name="uq_conversation_token_hash"),
    )
    op.create_index("ix_conversation_updated_at", "conversation", ["updated_at"])
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("receiver", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("last_error", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("event_id", name="uq_outbox_event_id"),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["next_attempt_at"],
        sqlite_where=sa.text("state = 'wachtend'"),
        postgresql_where=sa.text("state = 'wachtend'"),
    )
    op.create_index(
        "ix_outbox_failed",
        "outbox",
        ["subject"],
        sqlite_where=sa.text("state = 'mislukt'"),
        postgresql_where=sa.text("state = 'mislukt'"),
    )
    op.create_index("ix_outbox_receiver_id", "outbox", ["receiver", "id"])
    op.create_index("ix_outbox_subject", "outbox", ["subject"])
    op.create_table(
        "case_",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("conversation_id", ID, nullable=True),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_case__conversation_id_conversation",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_case_"),
        sa.UniqueConstraint("idempotency_key", name="uq_case__idempotency_key"),
        sa.UniqueConstraint("number", name="uq_case__number"),
    )
    op.create_index("ix_case__conversation_id", "case_", ["conversation_id"])
    op.create_table(
        "login_session",
        sa.Column("token_hash", TEXT, nullable=False),
        sa.Column("account_id", ID, nullable=False),
        sa.Column("csrf", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_login_session_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login_session"),
    )
    op.create_index("ix_login_session_account_id", "login_session", ["account_id"])
    op.create_table(
        "message",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("author", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("buttons", JSON, nullable=True),
        sa.Column("question", JSON, nullable=True),
        sa.Column("extra", JSON, nullable=True),
        sa.Column("client_id", TEXT, nullable=True),
        sa.Column("reply_to", sa.Integer(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_message_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "number", name="pk_message"),
        sa.UniqueConstraint("conversation_id", "client_id", name="uq_message_conversation_id_client_id"),
    )
    op.create_table(
        "turn",
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_turn_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "number", name="pk_turn"),
    )
    op.create_table(
        "signal",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("code_salt", TEXT, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("scheme", TEXT, nullable=True),
        sa.Column("law", TEXT, nullable=True),
        sa.Column("executor", TEXT, nullable=True),
        sa.Column("cause", JSON, nullable=False),
        sa.Column("effects", JSON, nullable=False),
        sa.Column("category", JSON, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("story", TEXT, nullable=False),
        sa.Column("own_suggestion", TEXT, nullable=True),
        sa.Column("visibility", TEXT, nullable=False),
        sa.Column("reply_wanted", sa.Boolean(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name="fk_signal_case_id_case_"),
        sa.PrimaryKeyConstraint("id", name="pk_signal"),
        sa.UniqueConstraint("idempotency_key", name="uq_signal_idempotency_key"),
        sa.UniqueConstraint("number", name="uq_signal_number"),
    )
    op.create_index("ix_signal_case_id", "signal", ["case_id"])
    op.create_table(
        "ticket",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", TEXT, nullable=False),
        sa.Column("code_salt", TEXT, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=True),
        sa.Column("idempotency_key", TEXT, nullable=False),
        sa.Column("door", TEXT, nullable=False),
        sa.Column("executor", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("intended_for", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("summary", TEXT, nullable=False),
        sa.Column("own_words", TEXT, nullable=False),
        sa.Column("ministries", JSON, nullable=False),
        sa.Column("schemes", JSON, nullable=False),
        sa.Column("routing", JSON, nullable=False),
        sa.Column("terms", JSON, nullable=False),
        sa.Column("representative", JSON, nullable=True),
        sa.Column("contact", JSON, nullable=True),
        sa.Column("possible_objection", sa.Boolean(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("urgent_reason", TEXT, nullable=True),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("sort_by", sa.Date(), nullable=False),
        sa.Column("hops", sa.Integer(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_.id"], name="fk_ticket_case_id_case_"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_ticket_conversation_id_conversation",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["account.id"], name="fk_ticket_owner_id_account", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint("idempotency_key", name="uq_ticket_idempotency_key"),
        sa.UniqueConstraint("number", name="uq_ticket_number"),
    )
    op.create_index("ix_ticket_case_id", "ticket", ["case_id"])
    op.create_index("ix_ticket_conversation_id", "ticket", ["conversation_id"])
    op.create_index("ix_ticket_inbox", "ticket", ["organisation", "rank", "sort_by", "id"])
    op.create_index(
        "ix_ticket_inbox_open",
        "ticket",
        ["organisation", "rank", "sort_by", "id"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_ticket_owner_id", "ticket", ["owner_id"])
    op.create_table(
        "look",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("account_id", ID, nullable=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_look_account_id_account", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name="fk_look_ticket_id_ticket", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_look"),
    )
    op.create_index("ix_look_account_id", "look", ["account_id"])
    op.create_index("ix_look_ticket_id", "look", ["ticket_id"])
    op.create_table(
        "signal_event",
        sa.Column("id", ID, nullable=False),
        sa.Column("signal_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_kind", TEXT, nullable=False),
        sa.Column("actor_name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("from_status", TEXT, nullable=True),
        sa.Column("to_status", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=True),
        sa.Column("visible_to_citizen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name="fk_signal_event_signal_id_signal"),
        sa.PrimaryKeyConstraint("id", name="pk_signal_event"),
    )
    op.create_index("ix_signal_event_signal_id", "signal_event", ["signal_id"])
    op.create_table(
        "signal_ministry",
        sa.Column("signal_id", ID, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signal.id"], name="fk_signal_ministry_signal_id_signal", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signal_id", "code", name="pk_signal_ministry"),
    )
    op.create_index("ix_signal_ministry_code_signal_id", "signal_ministry", ["code", "signal_id"])
    op.create_table(
        "signal_reply_address",
        sa.Column("signal_id", ID, nullable=False),
        sa.Column("contact", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["signal_id"], ["signal.id"], name="fk_signal_reply_address_signal_id_signal", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signal_id", name="pk_signal_reply_address"),
    )
    op.create_table(
        "ticket_event",
        sa.Column("id", ID, nullable=False),
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_kind", TEXT, nullable=False),
        sa.Column("actor_name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("from_state", TEXT, nullable=True),
        sa.Column("to_state", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=True),
        sa.Column("data", JSON, nullable=True),
        sa.Column("visible_to_citizen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_ticket_event_ticket_id_ticket"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_event"),
    )
    op.create_index("ix_ticket_event_ticket_id", "ticket_event", ["ticket_id"])


def downgrade() -> None:
    for table in (
        "ticket_event",
        "signal_reply_address",
        "signal_ministry",
        "signal_event",
        "look",
        "ticket",
        "signal",
        "turn",
        "message",
        "login_session",
        "case_",
        "outbox",
        "conversation",
        "api_token",
        "account",
    ):
        op.drop_table(table)
