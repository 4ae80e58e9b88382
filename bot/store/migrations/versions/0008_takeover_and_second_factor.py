"""Chats that a person takes over; log-ins by a provider or with a second factor; what the coordinator counts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("ended_at IS NULL")
BOUNCED = sa.text("closed_at IS NULL AND hops > 0")


def upgrade() -> None:
    op.create_table(
        "live_chat",
        sa.Column("id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("queued_at", MOMENT, nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("taken_by", ID, nullable=True),
        sa.Column("taken_name", TEXT, nullable=True),
        sa.Column("employee_seen_at", MOMENT, nullable=True),
        sa.Column("citizen_seen_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_live_chat"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_live_chat_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["taken_by"], ["account.id"], name="fk_live_chat_taken_by_account", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_live_chat_conversation_id", "live_chat", ["conversation_id"])
    op.create_index("ix_live_chat_taken_by", "live_chat", ["taken_by"])
    op.create_index("ix_live_chat_taken_at", "live_chat", ["taken_at"])
    op.create_index(
        "uq_live_chat_open",
        "live_chat",
        ["conversation_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_live_chat_queue", "live_chat", ["queued_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "desk_presence",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_desk_presence"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_desk_presence_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_desk_presence_seen_at", "desk_presence", ["seen_at"])
    op.add_column("account", sa.Column("subject", TEXT, nullable=True))
    op.create_index("uq_account_subject", "account", ["subject"], unique=True)
    op.create_table(
        "second_factor",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("salt", TEXT, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", ID, nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_second_factor"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_second_factor_account_id_account", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "recovery_code",
        sa.Column("account_id", ID, autoincrement=False, nullable=False),
        sa.Column("code_hash", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "code_hash", name="pk_recovery_code"),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["second_factor.account_id"],
            name="fk_recovery_code_account_id_second_factor",
            ondelete="CASCADE",
        ),
    )
    op.add_column("login_session", sa.Column("waits_for", TEXT, nullable=True))
    op.create_index("ix_ticket_bounced", "ticket", ["id"], sqlite_where=BOUNCED, postgresql_where=BOUNCED)
    op.create_index("ix_ticket_received_at", "ticket", ["received_at"])
    op.create_index("ix_ticket_closed_at", "ticket", ["closed_at"])


def downgrade() -> None:
    for index in ("ix_ticket_closed_at", "ix_ticket_received_at", "ix_ticket_bounced"):
        op.drop_index(index, "ticket")
    op.drop_column("login_session", "waits_for")
    for table in ("recovery_code", "second_factor"):
        op.drop_table(table)
    op.drop_index("uq_account_subject", "account")
    op.drop_column("account", "subject")
    for table in ("desk_presence", "live_chat"):
        op.drop_table(table)
