"""What an operation of the API is, and one call of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from bot.accounts.idempotency import Asked
from bot.accounts.tokens import Scope, TokenView
from bot.tickets.history import Actor
from bot.tickets.workflow import LOKET, ActorKind
from bot.web.api.bodies import Body, Query
from bot.web.api.shapes import Shape


def machine_of(token: TokenView) -> Actor:
    """Who acts with this token: the machine of an organisation. That of the loket acts for its coordinator."""
    kind = ActorKind.REGISSEUR if token.organisation == LOKET else ActorKind.ORGANISATIE
    return Actor(kind, token.name, token.organisation, machine=True)


@dataclass(frozen=True)
class Call:
    """One call, after who asks and what is asked were checked."""

    request: web.Request
    operation: Operation
    bearer: TokenView | None
    sent: Body | None
    asked_for: Query | None
    once: Asked | None

    @property
    def app(self) -> web.Application:
        """Where the services are found."""
        return self.request.app

    def part(self, name: str) -> str:
        """A part of the path."""
        return self.request.match_info[name]

    @property
    def token(self) -> TokenView:
        """Whose call it is; only for operations that ask for a scope."""
        if self.bearer is None:
            raise LookupError(f"{self.operation.id} asks for no token")
        return self.bearer

    @property
    def actor(self) -> Actor:
        """Who acts: the machine of an organisation. That of the loket acts for its coordinator."""
        return machine_of(self.token)

    def body[M: Body](self, model: type[M]) -> M:
        """What was sent, as the model that the operation names."""
        if not isinstance(self.sent, model):
            raise TypeError(f"{self.operation.id} takes no {model.__name__}")
        return self.sent

    def query[Q: Query](self, model: type[Q]) -> Q:
        """What was asked for in the address, as the model that the operation names."""
        if not isinstance(self.asked_for, model):
            raise TypeError(f"{self.operation.id} takes no {model.__name__}")
        return self.asked_for


# A shape is answered with the status that the operation names.
Handler = Callable[[Call], Awaitable[Shape | web.StreamResponse]]


@dataclass(frozen=True)
class Operation:
    """One row of the table from which both the routes and the description are made.

    `upload`: the body is a file, of one of these kinds, that the handler reads itself.
    `path` stands below `/v1`. With `scope` a token is asked for. `answer` None has no content, or a
    file when `media` says of which kinds it can be. `body_optional`: an
    empty body is as good as `{}`. `faults`: the errors that do not follow from the rest. `links`: in the answer, to
    the operations that one goes on with: a place in the answer, and the parameter that it fills.
    """

    method: str
    path: str
    id: str
    tag: str
    summary: str
    description: str
    handler: Handler
    answer: type[Shape] | None
    told: str
    status: int = 200
    media: tuple[str, ...] = ()
    scope: Scope | None = None
    query: type[Query] | None = None
    body: type[Body] | None = None
    body_optional: bool = False
    upload: tuple[str, ...] = ()
    faults: tuple[int, ...] = ()
    links: tuple[tuple[str, str, str], ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it changes something of an organisation, so that a key can keep it from being done twice.

        A file is sent without a key: it is read where there is room for it, and not before.
        """
        return self.scope is not None and self.method != "GET" and not self.upload

    @property
    def of_conversation(self) -> bool:
        """Whether its path names a conversation by its secret id."""
        return self.path.startswith("/gesprekken/{id}")
