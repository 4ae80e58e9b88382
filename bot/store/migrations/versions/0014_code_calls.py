"""Who lost an access code and must be rung by the desk."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "code_call",
        sa.Column("ticket_id", ID, nullable=False, autoincrement=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("tried_at", MOMENT, nullable=True),
        sa.Column("tried_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name="fk_code_call_ticket_id_ticket", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_code_call"),
    )


def downgrade() -> None:
    op.drop_table("code_call")
