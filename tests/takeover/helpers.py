"""A desk for tests: a loket in this process, people at the desk, and citizens who ask for one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.roles import Role
from bot.accounts.service import AccountView
from bot.dialogue.service import Conversations
from bot.takeover.service import TakeoverService
from bot.web.keys import TAKEOVER
from tests.tickets.helpers import Clock
from tests.web.inside import Inside

PASSWORD = "een lang wachtwoord voor tests"


@dataclass
class Desk:
    """What a test of the queue needs."""

    inside: Inside

    @property
    def takeover(self) -> TakeoverService:
        """The service under test."""
        return self.inside.loket.public[TAKEOVER]

    @property
    def conversations(self) -> Conversations:
        """Where citizens speak."""
        return self.inside.loket.conversations

    @property
    def clock(self) -> Clock:
        """The time, set by hand."""
        return self.inside.clock

    async def employee(
        self, login: str, role: Role = Role.MEDEWERKER, *, present: bool = True
    ) -> AccountView:
        """Somebody at the desk."""
        made = await self.inside.loket.accounts.add(
            name=f"{login.title()} de Balie", login=login, password=PASSWORD, role=role
        )
        if present:
            await self.takeover.come(made.id)
        return made

    async def citizen(self, *, waits: bool = True) -> str:
        """The secret of a fresh conversation, in the queue."""
        token, _ = await self.conversations.create("web")
        if waits:
            await self.takeover.join(token)
        return token

    async def waiting(self, account: AccountView) -> list[int]:
        """Who waits, in the order that the desk sees."""
        return [row.id for row in (await self.takeover.queue(account.id)).waiting]

    async def said(self, token: str) -> list[tuple[str, str]]:
        """(author, text) of the whole conversation."""
        return [(one.author, one.text) for one in (await self.conversations.read(token)).messages]
