"""The API: repeats of a write are recognised, and no number of an event is ever given out twice."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)


def _number_outbox(always_rising: bool) -> None:
    # Without AUTOINCREMENT SQLite gives the number of a deleted last row to the next: a reader of the feed
    # would miss that one. PostgreSQL's sequences never go back.
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "outbox", recreate="always", table_kwargs={"sqlite_autoincrement": always_rising}
        ):
            pass


def upgrade() -> None:
    op.create_table(
        "idempotency",
        sa.Column("token_id", ID, nullable=False),
        sa.Column("key_hash", TEXT, nullable=False),
        sa.Column("fingerprint", TEXT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("made_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_id", "key_hash", name="pk_idempotency"),
        sa.ForeignKeyConstraint(
            ["token_id"], ["api_token.id"], name="fk_idempotency_token_id_api_token", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_idempotency_created_at", "idempotency", ["created_at"])
    _number_outbox(True)


def downgrade() -> None:
    _number_outbox(False)
    op.drop_table("idempotency")
