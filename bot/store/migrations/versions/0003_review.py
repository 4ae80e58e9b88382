"""What was not understood, for people who label it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
OPEN = sa.text("label IS NULL")


def upgrade() -> None:
    op.create_table(
        "review_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("conversation_id", ID, nullable=True),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("guess", TEXT, nullable=True),
        sa.Column("certainty", sa.Integer(), nullable=True),
        sa.Column("suggestion", TEXT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("label", TEXT, nullable=True),
        sa.Column("labelled_by", TEXT, nullable=True),
        sa.Column("labelled_at", MOMENT, nullable=True),
        sa.Column("exported_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_review_item_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name="fk_review_item_ticket_id_ticket", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_item"),
    )
    op.create_index("ix_review_item_conversation_id", "review_item", ["conversation_id"])
    op.create_index("ix_review_item_ticket_id", "review_item", ["ticket_id"])
    op.create_index("ix_review_item_open", "review_item", ["id"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_table("review_item")
