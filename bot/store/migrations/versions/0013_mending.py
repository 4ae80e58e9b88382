"""What was mended for one is offered to the others; a ticket is found by what it is about."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
STILL_OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    op.add_column("ticket", sa.Column("scheme", TEXT, nullable=True))
    first = "schemes->>0" if op.get_bind().dialect.name == "postgresql" else "json_extract(schemes, '$[0]')"
    op.execute(sa.text(f"UPDATE ticket SET scheme = {first}"))  # noqa: S608 - one of two fixed expressions
    op.create_index(
        "ix_ticket_same_rule",
        "ticket",
        ["scheme", "organisation", "id"],
        sqlite_where=STILL_OPEN,
        postgresql_where=STILL_OPEN,
    )
    op.create_table(
        "mend_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("ministry", TEXT, nullable=False),
        sa.Column("scheme", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_mend_request"),
    )
    op.create_index("ix_mend_request_ministry_scheme_id", "mend_request", ["ministry", "scheme", "id"])
    op.create_table(
        "mend_notice",
        sa.Column("request_id", ID, nullable=False, autoincrement=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("done_by", TEXT, nullable=True),
        sa.Column("answer", TEXT, nullable=True),
        sa.ForeignKeyConstraint(
            ["request_id"], ["mend_request.id"], name="fk_mend_notice_request_id_mend_request", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("request_id", "organisation", name="pk_mend_notice"),
    )
    op.create_index("ix_mend_notice_organisation_request_id", "mend_notice", ["organisation", "request_id"])
    op.create_table(
        "mend_offer",
        sa.Column("id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=True),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["mend_request.id"], name="fk_mend_offer_request_id_mend_request", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["ticket.id"], name="fk_mend_offer_ticket_id_ticket", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mend_offer"),
        sa.UniqueConstraint("request_id", "ticket_id", name="uq_mend_offer_request_id_ticket_id"),
    )
    op.create_index("ix_mend_offer_ticket_id", "mend_offer", ["ticket_id"])


def downgrade() -> None:
    for table in ("mend_offer", "mend_notice", "mend_request"):
        op.drop_table(table)
    op.drop_index("ix_ticket_same_rule", "ticket")
    op.drop_column("ticket", "scheme")
