"""A real provider of log-ins on loopback (oidc-provider-mock), and a note of what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
import oidc_provider_mock
from werkzeug.serving import make_server


@dataclass
class Running:
    """Where it is, and every form that was posted to its token endpoint."""

    issuer: str
    tokens: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def provider(*users: tuple[str, dict[str, Any]]) -> Iterator[Running]:
    """The provider with these people: subject and claims."""
    known: Sequence[oidc_provider_mock.User] = [
        oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in users
    ]
    app = oidc_provider_mock.app(require_nonce=True, user_claims=known)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    running = Running(f"http://127.0.0.1:{server.server_port}")

    @app.before_request
    def note() -> None:
        if flask.request.path.endswith("/token"):
            running.tokens.append(dict(flask.request.form))

    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
