"""Clusters: signals about one rule that tell the same, found by text and mended by hand."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models.base import Base
from bot.store.types import Id


class SignalCluster(Base):
    """Signals that are alike. `ministry` owns it: the first ministry of its signals."""

    __tablename__ = "signal_cluster"
    __table_args__ = (Index(None, "ministry", "id"), Index(None, "group_key", "id"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    group_key: Mapped[str]  # scheme and law: only signals of the same are compared
    ministry: Mapped[str]
    scheme: Mapped[str | None]
    law: Mapped[str | None]
    words: Mapped[list[str]]  # what its stories share, the weightiest first
    name: Mapped[str | None]  # given by a person; never changed by the loket
    phase: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    merged_into: Mapped[int | None] = mapped_column(Id, ForeignKey("signal_cluster.id", ondelete="SET NULL"))


class SignalClusterMember(Base):
    """Which cluster a signal is in: one, or none. `by_hand`: a person put it there, and there it stays."""

    __tablename__ = "signal_cluster_member"
    __table_args__ = (Index(None, "cluster_id", "signal_id"),)

    signal_id: Mapped[int] = mapped_column(Id, ForeignKey("signal.id", ondelete="CASCADE"), primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Id, ForeignKey("signal_cluster.id", ondelete="CASCADE"))
    by_hand: Mapped[bool]
    words: Mapped[list[str]]  # what this story shares with the others: why it is here


class SignalClusterEvent(Base):
    """One line of a cluster's history. Append-only."""

    __tablename__ = "signal_cluster_event"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(
        Id, ForeignKey("signal_cluster.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    actor_kind: Mapped[str]  # ministerie | loket
    actor_name: Mapped[str]
    kind: Mapped[str]
    from_phase: Mapped[str | None]
    to_phase: Mapped[str]
    text: Mapped[str | None]
    data: Mapped[dict[str, Any] | None]


class SignalClusterRun(Base):
    """How far clustering is: one row for each time that it ran."""

    __tablename__ = "signal_cluster_run"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    total: Mapped[int]
    done: Mapped[int]
    placed: Mapped[int]
    new_clusters: Mapped[int]
