"""Signals for ministries: what they are found by, how hard, who may read them, and clusters of them."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEXT = sa.Text()
MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(JSONB(), "postgresql")
# The five phases belong to clusters now; one signal was never past the first of these.
STATUS = {
    "2_binnengekomen": "ontvangen",
    "3_analyse": "bekeken",
    "4_aanpassing_bepaald": "gebruikt",
    "5_aangepast": "gebruikt",
    "opgelost_in_uitvoering": "gebruikt",
    "afgesloten_geen_hardvochtigheid": "afgesloten",
}


def upgrade() -> None:
    _columns()
    _new_tables()
    _clusters()
    _carry_over()


def _columns() -> None:
    # No batch: SQLite would make the table anew, and dropping the old one takes what hangs on it along.
    op.add_column("signal", sa.Column("article", TEXT, nullable=True))
    op.add_column("signal", sa.Column("municipality", TEXT, nullable=True))
    op.add_column("signal", sa.Column("hardness", TEXT, nullable=False, server_default="H3"))
    op.add_column("signal", sa.Column("hardness_why", JSON, nullable=False, server_default="[]"))
    op.add_column("signal", sa.Column("hardness_decided", TEXT, nullable=True))
    op.create_index("ix_signal_created_at", "signal", ["created_at"])
    op.add_column("signal_event", sa.Column("data", JSON, nullable=True))


def _signal_id(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["signal_id"], ["signal.id"], name=f"fk_{table}_signal_id_signal", ondelete="CASCADE")


def _new_tables() -> None:
    op.create_table(
        "signal_facet",
        sa.Column("ministry", TEXT, nullable=False),
        sa.Column("facet", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("signal_id", ID, nullable=False, autoincrement=False),
        sa.Column("weight", sa.Integer(), nullable=True),
        _signal_id("signal_facet"),
        sa.PrimaryKeyConstraint("ministry", "facet", "value", "signal_id", name="pk_signal_facet"),
    )
    op.create_index("ix_signal_facet_signal_id", "signal_facet", ["signal_id"])
    weighed = sa.text("weight IS NOT NULL")
    op.create_index(
        "ix_signal_facet_weighed",
        "signal_facet",
        ["ministry", "facet", "value", "weight", "signal_id"],
        sqlite_where=weighed,
        postgresql_where=weighed,
    )
    op.create_table(
        "signal_tally",
        sa.Column("ministry", TEXT, nullable=False),
        sa.Column("facet", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("signals", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ministry", "facet", "value", name="pk_signal_tally"),
    )
    op.create_table(
        "signal_tally_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("ministry", TEXT, nullable=False),
        sa.Column("facet", TEXT, nullable=False),
        sa.Column("value", TEXT, nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signal_tally_change"),
    )
    op.create_index("ix_signal_tally_change_ministry", "signal_tally_change", ["ministry"])
    op.create_table(
        "signal_publication",
        sa.Column("signal_id", ID, nullable=False, autoincrement=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("folded", TEXT, nullable=False),
        sa.Column("public_id", TEXT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _signal_id("signal_publication"),
        sa.PrimaryKeyConstraint("signal_id", name="pk_signal_publication"),
        sa.UniqueConstraint("public_id", name="uq_signal_publication_public_id"),
    )
    op.create_index("ix_signal_publication_state_signal_id", "signal_publication", ["state", "signal_id"])


def _clusters() -> None:
    op.create_table(
        "signal_cluster",
        sa.Column("id", ID, nullable=False),
        sa.Column("group_key", TEXT, nullable=False),
        sa.Column("ministry", TEXT, nullable=False),
        sa.Column("scheme", TEXT, nullable=True),
        sa.Column("law", TEXT, nullable=True),
        sa.Column("words", JSON, nullable=False),
        sa.Column("name", TEXT, nullable=True),
        sa.Column("phase", TEXT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("merged_into", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["merged_into"], ["signal_cluster.id"], name="fk_signal_cluster_merged_into_signal_cluster", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_signal_cluster"),
    )
    op.create_index("ix_signal_cluster_ministry_id", "signal_cluster", ["ministry", "id"])
    op.create_index("ix_signal_cluster_group_key_id", "signal_cluster", ["group_key", "id"])
    op.create_table(
        "signal_cluster_member",
        sa.Column("signal_id", ID, nullable=False, autoincrement=False),
        sa.Column("cluster_id", ID, nullable=False),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("words", JSON, nullable=False),
        _signal_id("signal_cluster_member"),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["signal_cluster.id"], name="fk_signal_cluster_member_cluster_id_signal_cluster", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signal_id", name="pk_signal_cluster_member"),
    )
    op.create_index("ix_signal_cluster_member_cluster_id_signal_id", "signal_cluster_member", ["cluster_id", "signal_id"])
    op.create_table(
        "signal_cluster_event",
        sa.Column("id", ID, nullable=False),
        sa.Column("cluster_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_kind", TEXT, nullable=False),
        sa.Column("actor_name", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("from_phase", TEXT, nullable=True),
        sa.Column("to_phase", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=True),
        sa.Column("data", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["cluster_id"], ["signal_cluster.id"], name="fk_signal_cluster_event_cluster_id_signal_cluster", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_signal_cluster_event"),
    )
    op.create_index("ix_signal_cluster_event_cluster_id", "signal_cluster_event", ["cluster_id"])
    op.create_table(
        "signal_cluster_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("new_clusters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_signal_cluster_run"),
    )


def downgrade() -> None:
    for table in (
        "signal_cluster_run", "signal_cluster_event", "signal_cluster_member", "signal_cluster", "signal_publication", "signal_facet",
        "signal_tally", "signal_tally_change",
    ):
        op.drop_table(table)
    op.drop_index("ix_signal_created_at", "signal")
    op.drop_column("signal_event", "data")
    for column in ("hardness_decided", "hardness_why", "hardness", "municipality", "article"):
        op.drop_column("signal", column)
    op.execute("UPDATE signal SET status = '2_binnengekomen'")
    op.execute("UPDATE signal_event SET to_status = '2_binnengekomen'")
    op.execute("UPDATE signal_event SET from_status = '2_binnengekomen' WHERE from_status IS NOT NULL")


def _carry_over() -> None:
    """Signals that are there already can be found and counted too; what was to be public waits for its reader."""
    connection = op.get_bind()
    for old, new in STATUS.items():
        for statement in (
            "UPDATE signal SET status = :new WHERE status = :old",
            "UPDATE signal_event SET from_status = :new WHERE from_status = :old",
            "UPDATE signal_event SET to_status = :new WHERE to_status = :old",
        ):
            connection.execute(sa.text(statement), {"old": old, "new": new})
    ministries: dict[int, list[tuple[str, int]]] = {}
    for signal_id, code, position in connection.execute(sa.text("SELECT signal_id, code, position FROM signal_ministry")):
        ministries.setdefault(signal_id, []).append((code, position))
    query = "SELECT id, number, law, scheme, executor, role, status, cause, effects, story, visibility, created_at FROM signal"
    facets = sa.table("signal_facet", *map(sa.column, ("ministry", "facet", "value", "signal_id", "weight")))
    public = sa.table("signal_publication", *map(sa.column, ("signal_id", "state", "text", "folded", "public_id", "changed_at")))
    for row in connection.execute(sa.text(query)).mappings().all():
        found: list[tuple[str, Any, Any]] = [(name, row[column], None) for name, column in _PLAIN if row[column]]
        found += [("oorzaak", code, None) for code in _read(row["cause"])]
        found += [("gevolg", effect, weight or 3) for effect, weight in _read(row["effects"]).items()]
        found += [("maand", str(row["created_at"])[:7], None), ("hardheid", "H3", None)]
        rows = [
            {"ministry": code, "facet": facet, "value": value, "signal_id": row["id"], "weight": weight}
            for code, position in ministries.get(row["id"], [])
            for facet, value, weight in [*found, ("aandeel", "gedeeld" if position else "eigen", None)]
        ]
        if rows:
            connection.execute(facets.insert(), rows)
        if row["visibility"] == "openbaar":
            waiting = {
                "signal_id": row["id"],
                "state": "te_lezen",
                "text": row["story"],
                "folded": row["story"].casefold(),
                "public_id": f"oud-{row['id']}",
                "changed_at": row["created_at"],
            }
            connection.execute(public.insert(), [waiting])


    connection.execute(
        sa.text(
            "INSERT INTO signal_tally (ministry, facet, value, signals) "
            "SELECT ministry, facet, value, count(*) FROM signal_facet GROUP BY ministry, facet, value"
        )
    )


_PLAIN = (("wet", "law"), ("regeling", "scheme"), ("uitvoerder", "executor"), ("melder", "role"), ("status", "status"))


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
