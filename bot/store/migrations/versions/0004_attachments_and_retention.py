"""Attachments, and the tombstones of what was deleted."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", TEXT, nullable=False),
        sa.Column("file", TEXT, nullable=False),
        sa.Column("conversation_id", ID, nullable=True),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("added_by", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
        sa.UniqueConstraint("key", name="uq_attachment_key"),
        sa.UniqueConstraint("file", name="uq_attachment_file"),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_attachment_conversation_id_conversation",
            ondelete="SET NULL",
        ),
    )
    op.create_index("ix_attachment_conversation_id", "attachment", ["conversation_id"])
    op.create_table(
        "ticket_attachment",
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("attachment_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "attachment_id", name="pk_ticket_attachment"),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name="fk_ticket_attachment_ticket_id_ticket",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name="fk_ticket_attachment_attachment_id_attachment",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_ticket_attachment_attachment_id", "ticket_attachment", ["attachment_id"])
    op.create_table(
        "tombstone",
        sa.Column("number", TEXT, nullable=False),
        sa.Column("code_salt", TEXT, nullable=False),
        sa.Column("door", TEXT, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("states", JSON, nullable=False),
        sa.Column("deleted_at", MOMENT, nullable=False),
        sa.Column("why", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_tombstone"),
    )
    op.create_index("ix_tombstone_deleted_at", "tombstone", ["deleted_at"])


def downgrade() -> None:
    op.drop_table("tombstone")
    op.drop_table("ticket_attachment")
    op.drop_table("attachment")
