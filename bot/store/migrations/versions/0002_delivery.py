"""Delivery: who holds a lease, how each receiver does, where webhooks go, and the terms that are watched."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("state = 'wachtend'")
ACTIVE = sa.text("state = 'actief'")
ATTENTION = sa.text("closed_at IS NULL AND attention IS NOT NULL")
WATCHED = sa.text("watch_on IS NOT NULL")
OUTBOX: dict[str, sa.types.TypeEngine[Any]] = {"lease_holder": TEXT, "route": TEXT, "delivered_at": MOMENT, "confirmed_at": MOMENT}
TICKET: dict[str, sa.types.TypeEngine[Any]] = {
    "receive_by": sa.Date(),
    "accept_by": sa.Date(),
    "answered_at": MOMENT,
    "waiting_since": MOMENT,
    "attention": TEXT,
    "watch_on": sa.Date(),
}


def upgrade() -> None:
    for name, kind in OUTBOX.items():
        op.add_column("outbox", sa.Column(name, kind, nullable=True))
    op.create_index(
        "ix_outbox_due_receiver",
        "outbox",
        ["receiver", "next_attempt_at"],
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    for name, kind in TICKET.items():
        op.add_column("ticket", sa.Column(name, kind, nullable=True))
    op.create_index(
        "ix_ticket_attention",
        "ticket",
        ["rank", "sort_by", "id"],
        sqlite_where=ATTENTION,
        postgresql_where=ATTENTION,
    )
    op.create_index("ix_ticket_watch", "ticket", ["watch_on"], sqlite_where=WATCHED, postgresql_where=WATCHED)
    op.create_table(
        "receiver",
        sa.Column("receiver", TEXT, nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("notice_at", MOMENT, nullable=True),
        sa.Column("digest_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("receiver", name="pk_receiver"),
    )
    op.create_table(
        "webhook_subscription",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation", TEXT, nullable=False),
        sa.Column("url", TEXT, nullable=False),
        sa.Column("salt", TEXT, nullable=False),
        sa.Column("bearer", sa.Boolean(), nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("retired_at", MOMENT, nullable=True),
        sa.Column("retired_why", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_subscription"),
    )
    op.create_index("ix_webhook_subscription_organisation", "webhook_subscription", ["organisation"])
    op.create_index(
        "uq_webhook_subscription_active",
        "webhook_subscription",
        ["organisation"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )


def downgrade() -> None:
    op.drop_table("webhook_subscription")
    op.drop_table("receiver")
    op.drop_index("ix_ticket_watch", "ticket")
    op.drop_index("ix_ticket_attention", "ticket")
    op.drop_index("ix_outbox_due_receiver", "outbox")
    for table, columns in (("ticket", TICKET), ("outbox", OUTBOX)):
        with op.batch_alter_table(table) as batch:
            for name in columns:
                batch.drop_column(name)
