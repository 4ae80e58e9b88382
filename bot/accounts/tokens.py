"""Tokens of machines: per organisation, scoped, shown once, kept as a hash."""

import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from bot.store import ApiToken, Database

MARK = "lkt_"
_SHOWN = len(MARK) + 6
_SEEN_STEP = timedelta(minutes=1)


class Scope(StrEnum):
    """What a token may be used for."""

    TICKETS_LEZEN = "tickets:lezen"
    TICKETS_BEHANDELEN = "tickets:behandelen"
    GEBEURTENISSEN_LEZEN = "gebeurtenissen:lezen"
    ABONNEMENTEN_BEHEREN = "abonnementen:beheren"
    SIGNALEN_AANLEVEREN = "signalen:aanleveren"


ALL_SCOPES = frozenset(Scope)
READING = frozenset({Scope.TICKETS_LEZEN, Scope.GEBEURTENISSEN_LEZEN})


@dataclass(frozen=True)
class TokenView:
    """A token as its owner sees it afterwards: the beginning, never the whole."""

    id: int
    organisation: str
    name: str
    prefix: str
    scopes: frozenset[Scope]
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _view(row: ApiToken) -> TokenView:
    return TokenView(
        id=row.id,
        organisation=row.organisation,
        name=row.name,
        prefix=row.prefix,
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )


class TokenService:
    """Makes, checks and revokes tokens."""

    def __init__(self, database: Database, *, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self,
        organisation: str,
        name: str,
        *,
        scopes: Iterable[Scope] = ALL_SCOPES,
        expires_at: datetime | None = None,
    ) -> tuple[str, TokenView]:
        """The token, to be shown once, and what is kept of it."""
        token = MARK + secrets.token_urlsafe(32)
        row = ApiToken(
            organisation=organisation,
            name=name,
            prefix=token[:_SHOWN],
            token_hash=_hashed(token),
            scopes=sorted(scope.value for scope in scopes),
            created_at=self._clock(),
            expires_at=expires_at,
        )
        async with self._database.write() as session:
            session.add(row)
            await session.flush()
            return token, _view(row)

    async def check(self, token: str) -> TokenView | None:
        """Whose token this is; None when it is unknown, expired or revoked. Its last use is kept."""
        if not token.startswith(MARK):
            return None
        now = self._clock()
        query = select(ApiToken).where(ApiToken.token_hash == _hashed(token))
        async with self._database.read() as session:
            row = (await session.scalars(query)).one_or_none()
        if (
            row is None
            or row.revoked_at is not None
            or (row.expires_at is not None and row.expires_at <= now)
        ):
            return None
        if row.last_used_at is None or row.last_used_at + _SEEN_STEP <= now:
            async with self._database.write() as session:
                fresh = await session.get_one(ApiToken, row.id)
                fresh.last_used_at = now
        return _view(row)

    async def revoke(self, token_id: int) -> bool:
        """The token opens nothing any more; False when there is none with this id."""
        async with self._database.write() as session:
            row = await session.get(ApiToken, token_id)
            if row is None:
                return False
            row.revoked_at = row.revoked_at or self._clock()
            return True

    async def tokens(self, organisation: str | None = None) -> tuple[TokenView, ...]:
        """All tokens, or those of one organisation, oldest first."""
        query = select(ApiToken).order_by(ApiToken.id)
        if organisation is not None:
            query = query.where(ApiToken.organisation == organisation)
        async with self._database.read() as session:
            return tuple(_view(row) for row in await session.scalars(query))
