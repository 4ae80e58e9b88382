"""People and machines that may see tickets, and who looked at what."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.store.models.base import Base
from bot.store.types import Id


class Account(Base):
    """A person who works at an organisation, at this counter or at a ministry."""

    __tablename__ = "account"
    __table_args__ = (Index("uq_account_subject", "subject", unique=True),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str]
    login: Mapped[str] = mapped_column(unique=True)  # always stored in lower case
    password_hash: Mapped[str]
    role: Mapped[str]  # medewerker | regisseur | uitvoerder | lezer | beheerder
    organisation: Mapped[str | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    # Made for a demonstration, its password printed: production does not start while such an account is open.
    demo: Mapped[bool] = mapped_column(default=False)
    # Who this is at the organisation's own provider, issuer and subject: such an account has no password here.
    subject: Mapped[str | None]


class SecondFactor(Base):
    """What an account shows beside its password. The secret is derived, and stored nowhere."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    salt: Mapped[str]
    confirmed_at: Mapped[datetime | None]  # None: shown, and no code of it was given yet
    last_step: Mapped[int] = mapped_column(Id, default=0)  # of the last code: no code is good twice


class RecoveryCode(Base):
    """A code for who lost the telephone, as a hash; gone once it is used."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(
        Id, ForeignKey("second_factor.account_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    code_hash: Mapped[str] = mapped_column(primary_key=True)


class LoginSession(Base):
    """A person who is logged in on one device. We keep the hash of the cookie, not the cookie."""

    __tablename__ = "login_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(Id, ForeignKey("account.id", ondelete="CASCADE"), index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    waits_for: Mapped[str | None]  # code | instellen: the second factor first; None: logged in

    account: Mapped[Account] = relationship(lazy="raise")


class ApiToken(Base):
    """A machine of an organisation. The token itself is shown once and kept as a hash."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    prefix: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class Idempotency(Base):
    """A write that a token asked for under a key of its own: how it ended, and nothing of what it said."""

    __tablename__ = "idempotency"
    __table_args__ = (Index(None, "created_at"),)

    token_id: Mapped[int] = mapped_column(
        Id, ForeignKey("api_token.id", ondelete="CASCADE"), primary_key=True
    )
    # Hashes both: what a client puts in its key or its body is not ours to keep.
    key_hash: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int]
    made_id: Mapped[int | None] = mapped_column(Id)  # what it made, when that has a number of its own
    created_at: Mapped[datetime]


class Look(Base):
    """Who looked at which ticket, when and why: the answer to a citizen who asks."""

    __tablename__ = "look"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(Id, ForeignKey("ticket.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int | None] = mapped_column(
        Id, ForeignKey("account.id", ondelete="SET NULL"), index=True
    )
    name: Mapped[str]
    organisation: Mapped[str | None]
    at: Mapped[datetime]
    why: Mapped[str]
