"""The desk: calls, who may see which ticket, and notices of the day."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "desk_call",
        sa.Column("conversation_id", ID, nullable=False, autoincrement=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Column("keep_note", sa.Boolean(), nullable=False),
        sa.Column("typed", JSON, nullable=False),
        sa.Column("proposal", JSON, nullable=False),
        sa.Column("remark", TEXT, nullable=True),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("consent_at", MOMENT, nullable=True),
        sa.Column("consent_by", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_desk_call_conversation_id_conversation", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["account.id"], name="fk_desk_call_owner_id_account", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_desk_call"),
    )
    op.create_index("ix_desk_call_owner_id", "desk_call", ["owner_id"])
    op.create_index("ix_desk_call_list", "desk_call", ["state", "owner_id"])
    op.create_table(
        "desk_access",
        sa.Column("ticket_id", ID, nullable=False, autoincrement=False),
        sa.Column("account_id", ID, nullable=False, autoincrement=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_desk_access_ticket_id_ticket", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_desk_access_account_id_account", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", "account_id", name="pk_desk_access"),
    )
    op.create_index("ix_desk_access_account_id", "desk_access", ["account_id"])
    op.create_table(
        "desk_notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("set_by", TEXT, nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_desk_notice"),
    )


def downgrade() -> None:
    for table in ("desk_notice", "desk_access", "desk_call"):
        op.drop_table(table)
