"""What a code for another device opens: the conversation's secret id, sealed by that code."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("resume_sealed", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("conversation", "resume_sealed")
