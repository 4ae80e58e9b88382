"""Logging in by the organisation's own provider: OpenID Connect, the code flow with state, nonce and PKCE.

What is checked and where it is asked: OpenID Connect Core 1.0, 3.1.3.7 (the ID token), RFC 7636 (PKCE), RFC 9207 (`iss`
in the answer), RFC 9700 (security of OAuth 2.0).
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.accounts.identity import Identity, NotWelcome, ProviderFailed
from bot.accounts.roles import NEEDS_ORGANISATION, Role

SECONDS = 5.0
# Signed by a key that the provider alone has; never `none`, never by a secret that we share with it.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 60
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Begun:
    """A log-in that was begun: where to go, and what this browser keeps until it comes back."""

    address: str
    kept: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One provider. `roles`: their word and ours, the first that fits counts."""

    issuer: str
    client_id: str
    client_secret: str
    scopes: str
    role_claim: str
    organisation_claim: str
    roles: Sequence[tuple[str, str]]
    return_address: str


class Provider:
    """Speaks with one provider. `known` says whether an organisation is in the register; `clock` gives an aware now."""

    def __init__(
        self,
        settings: ProviderSettings,
        known: Callable[[str], bool],
        clock: Callable[[], datetime],
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings, self._known, self._clock = settings, known, clock
        self._transport = transport
        self._found: dict[str, Any] | None = None
        self._keys: KeySet | None = None

    async def begin(self) -> Begun:
        """Where the browser goes to log in. Raises `ProviderFailed`."""
        found = await self._discover()
        kept = {"state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24)}
        kept["verifier"] = secrets.token_urlsafe(48)
        async with self._client() as client:
            address, _ = client.create_authorization_url(
                found["authorization_endpoint"],
                state=kept["state"],
                nonce=kept["nonce"],
                code_verifier=kept["verifier"],
            )
        return Begun(str(address), kept)

    async def finish(self, kept: Mapping[str, str], given: Mapping[str, str]) -> Identity:
        """Who came back. Raises `ProviderFailed` for what does not fit what was begun, `NotWelcome`."""
        state = kept.get("state", "")
        if not state or not hmac.compare_digest(state.encode(), given.get("state", "").encode()):
            raise ProviderFailed("state")
        if given.get("iss", self._settings.issuer).rstrip("/") != self._settings.issuer:
            raise ProviderFailed("issuer")
        if "code" not in given:
            raise ProviderFailed("refused")
        found = await self._discover()
        try:
            async with self._client() as client:
                token = await client.fetch_token(
                    found["token_endpoint"], code=given["code"], code_verifier=kept.get("verifier", "")
                )
                claims = await self._claims(str(token.get("id_token", "")), kept.get("nonce", ""))
                if self._settings.role_claim and self._claim(claims, self._settings.role_claim) is None:
                    claims |= await self._user_info(client, found, str(claims["sub"]))
        except (httpx2.HTTPError, OAuthError, ValueError) as fault:
            raise ProviderFailed(type(fault).__name__) from fault
        return self._identity(claims)

    # --- within

    def _client(self) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._settings.client_id,
            self._settings.client_secret,
            scope=self._settings.scopes,
            redirect_uri=self._settings.return_address,
            code_challenge_method="S256",
            timeout=SECONDS,
            follow_redirects=False,
            transport=self._transport,
        )

    async def _discover(self) -> dict[str, Any]:
        """The provider's own description, read once; its issuer must be the one that was set."""
        if self._found is not None:
            return self._found
        try:
            async with httpx2.AsyncClient(timeout=SECONDS, transport=self._transport) as client:
                answer = await client.get(f"{self._settings.issuer}/.well-known/openid-configuration")
                answer.raise_for_status()
                found = answer.json()
        except (httpx2.HTTPError, ValueError) as fault:
            raise ProviderFailed(type(fault).__name__) from fault
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        if not isinstance(found, dict) or any(not isinstance(found.get(name), str) for name in needed):
            raise ProviderFailed("configuration")
        if str(found.get("issuer", "")).rstrip("/") != self._settings.issuer:
            raise ProviderFailed("issuer")
        self._found = found
        return found

    async def _claims(self, token: str, nonce: str) -> dict[str, Any]:
        """What a token says that this provider signed, for us, now, in answer to this log-in. Raises `ProviderFailed`."""
        try:
            decoded = jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS)
        except (JoseError, ValueError):
            # Providers change their keys: once more with the present ones.
            self._keys = None
            try:
                decoded = jwt.decode(token, await self._key_set(), algorithms=ALGORITHMS)
            except (JoseError, ValueError) as fault:
                raise ProviderFailed("signature") from fault
        claims = dict(decoded.claims)
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self._clock().timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "values": [self._settings.issuer, f"{self._settings.issuer}/"]},
            aud={"essential": True, "value": self._settings.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            registry.validate(claims)
        except JoseError as fault:
            raise ProviderFailed(f"claims: {fault.error}") from fault
        audience = claims["aud"]
        several = isinstance(audience, list) and len(audience) > 1
        if (several or "azp" in claims) and claims.get("azp") != self._settings.client_id:
            raise ProviderFailed("azp")
        return claims

    async def _key_set(self) -> KeySet:
        if self._keys is None:
            found = await self._discover()
            async with httpx2.AsyncClient(timeout=SECONDS, transport=self._transport) as client:
                answer = await client.get(found["jwks_uri"])
                answer.raise_for_status()
                self._keys = KeySet.import_key_set(answer.json())
        return self._keys

    async def _user_info(
        self, client: AsyncOAuth2Client, found: Mapping[str, Any], subject: str
    ) -> dict[str, Any]:
        """What stands beside the token, of the same person only (OpenID Connect Core 5.3.2)."""
        if not isinstance(found.get("userinfo_endpoint"), str):
            return {}
        answer = await client.get(found["userinfo_endpoint"])
        answer.raise_for_status()
        told = answer.json()
        if not isinstance(told, dict) or told.get("sub") != subject:
            raise ProviderFailed("userinfo")
        # What was signed goes before what was not.
        return {name: value for name, value in told.items() if name not in {"sub", "iss", "aud"}}

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        given = self._claim(claims, self._settings.role_claim)
        theirs = {str(one) for one in given} if isinstance(given, list) else {str(given)}
        role = next((Role(ours) for name, ours in self._settings.roles if name in theirs), None)
        if role is None:
            raise NotWelcome("rol")
        organisation = None
        if role in NEEDS_ORGANISATION:
            told = self._claim(claims, self._settings.organisation_claim)
            organisation = told if isinstance(told, str) and self._known(told) else None
            if organisation is None:
                raise NotWelcome("organisatie")
        subject = str(claims["sub"])
        name = claims.get("name") or claims.get("preferred_username") or subject
        return Identity(f"{self._settings.issuer} {subject}", str(name)[:LONGEST_NAME], role, organisation)

    @staticmethod
    def _claim(claims: Mapping[str, Any], path: str) -> Any:
        """A claim by its name, or by the way to it with points, as `realm_access.roles`."""
        if path in claims:
            return claims[path]
        found: Any = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found
