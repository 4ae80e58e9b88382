"""Who a provider says somebody is. Apart from the provider itself, which most installations do without."""

from __future__ import annotations

from dataclasses import dataclass

from bot.accounts.roles import Role


class ProviderFailed(Exception):
    """The provider did not answer, or with something that cannot be trusted; the text says which, for the log."""


class NotWelcome(Exception):
    """The provider knows this person, and has no role (or no organisation) for them here; says which it is."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the provider says this is, and what they are here."""

    subject: str
    name: str
    role: Role
    organisation: str | None
