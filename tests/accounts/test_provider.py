"""What a provider could get wrong, or somebody between us and it could try: none of it is believed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from bot.accounts.identity import NotWelcome, ProviderFailed
from bot.accounts.provider import Provider, ProviderSettings
from bot.accounts.roles import Role
from tests.tickets.helpers import Clock

ISSUER = "https://inloggen.example.nl"
OWN = ProviderSettings(
    issuer=ISSUER,
    client_id="loket",
    client_secret="geheim",
    scopes="openid profile",
    role_claim="realm_access.roles",
    organisation_claim="organisatie",
    roles=(("regie", "regisseur"), ("kcc", "medewerker")),
    return_address="https://loket.example.nl/inloggen/terug",
)
KEY = RSAKey.generate_key(2048, {"kid": "een"})
OTHER = RSAKey.generate_key(2048, {"kid": "een"})


class Fake:
    """A provider whose answers a test can spoil."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.key, self.header = clock, KEY, {"alg": "RS256", "kid": "een"}
        self.shown: Any = KEY
        self.claims: dict[str, Any] = {}
        self.configuration: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/naar",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/sleutels",
            "userinfo_endpoint": f"{ISSUER}/wie",
        }
        self.user: dict[str, Any] = {}
        self.nonce = ""

    def token(self) -> str:
        now = int(self.clock().timestamp())
        plain = {
            "iss": ISSUER,
            "aud": "loket",
            "sub": "sanne",
            "iat": now,
            "exp": now + 300,
            "nonce": self.nonce,
            "realm_access": {"roles": ["kcc"]},
        }
        claims = {name: value for name, value in {**plain, **self.claims}.items() if value is not None}
        return jwt.encode(self.header, claims, self.key, algorithms=["RS256", "HS256"])

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx2.Response(200, json=self.configuration)
            case "/sleutels":
                return httpx2.Response(200, json=KeySet([self.shown]).as_dict(private=False))
            case "/token":
                answer = {"access_token": "x", "token_type": "Bearer", "id_token": self.token()}
                return httpx2.Response(200, json=answer)
            case "/wie":
                return httpx2.Response(200, json=self.user)
        return httpx2.Response(404)


@pytest.fixture
def fake() -> Fake:
    return Fake(Clock())


async def finish(fake: Fake, provider: Provider | None = None) -> Any:
    provider = provider or Provider(OWN, lambda _one: True, fake.clock, httpx2.MockTransport(fake))
    kept = (await provider.begin()).kept
    fake.nonce = fake.nonce or kept["nonce"]
    return await provider.finish(kept, {"state": kept["state"], "code": "abc"})


async def test_what_fits_is_believed_and_a_role_may_lie_deeper(fake: Fake) -> None:
    who = await finish(fake)
    assert (who.subject, who.role, who.organisation) == (f"{ISSUER} sanne", Role.MEDEWERKER, None)


async def test_of_several_roles_the_first_of_the_setting_counts(fake: Fake) -> None:
    fake.claims = {"realm_access": {"roles": ["kcc", "regie"]}}
    assert (await finish(fake)).role is Role.REGISSEUR


def _late(fake: Fake) -> None:
    fake.claims = {"exp": int(fake.clock().timestamp()) - 61}


def _early(fake: Fake) -> None:
    fake.claims = {"iat": int(fake.clock().timestamp()) + 61}


def _other_key(fake: Fake) -> None:
    fake.key = OTHER


def _shared_secret(fake: Fake) -> None:
    fake.key, fake.header = OctKey.import_key("geheim" * 8), {"alg": "HS256"}


def _of(**claims: Any) -> Callable[[Fake], None]:
    def spoil(fake: Fake) -> None:
        fake.claims = claims

    return spoil


def _nonce(fake: Fake) -> None:
    fake.nonce = "van een ander"


@pytest.mark.parametrize(
    "spoil",
    [
        _late,
        _early,
        _other_key,
        _shared_secret,
        _nonce,
        _of(nonce=None),
        _of(iss="https://elders.example.nl"),
        _of(iss=None),
        _of(aud="een ander"),
        _of(aud=["loket", "een ander"]),
        _of(aud=["loket", "een ander"], azp="een ander"),
        _of(azp="een ander"),
        _of(sub=None),
        _of(exp=None),
    ],
)
async def test_a_token_that_is_not_of_this_provider_for_us_for_this_log_in_is_refused(
    fake: Fake, spoil: Callable[[Fake], None]
) -> None:
    spoil(fake)
    with pytest.raises(ProviderFailed):
        await finish(fake)


async def test_a_token_without_signature_is_refused(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    good = fake.token

    def unsigned() -> str:
        _, body, _ = good().split(".")
        return f"eyJhbGciOiJub25lIn0.{body}."

    monkeypatch.setattr(fake, "token", unsigned)
    with pytest.raises(ProviderFailed, match="signature"):
        await finish(fake)


async def test_a_provider_that_changed_its_key_is_asked_for_the_new_one(fake: Fake) -> None:
    provider = Provider(OWN, lambda _one: True, fake.clock, httpx2.MockTransport(fake))
    await finish(fake, provider)
    fake.key = fake.shown = OTHER
    fake.nonce = ""
    assert (await finish(fake, provider)).role is Role.MEDEWERKER


async def test_a_role_may_stand_beside_the_token_but_of_the_same_person_only(fake: Fake) -> None:
    fake.claims = {"realm_access": None}
    fake.user = {"sub": "sanne", "realm_access": {"roles": ["regie"]}}
    assert (await finish(fake)).role is Role.REGISSEUR
    fake.user, fake.nonce = {"sub": "een ander", "realm_access": {"roles": ["regie"]}}, ""
    with pytest.raises(ProviderFailed, match="userinfo"):
        await finish(fake)


async def test_another_issuer_behind_the_address_is_refused(fake: Fake) -> None:
    fake.configuration["issuer"] = "https://elders.example.nl"
    with pytest.raises(ProviderFailed, match="issuer"):
        await finish(fake)


@pytest.mark.parametrize("broken", [b"geen json", b"[]", b"{}"])
async def test_a_provider_that_says_nonsense_or_nothing_is_told_apart_from_a_wrong_person(
    fake: Fake, broken: bytes
) -> None:
    transport = httpx2.MockTransport(lambda _request: httpx2.Response(200, content=broken))
    with pytest.raises(ProviderFailed):
        await Provider(OWN, lambda _one: True, fake.clock, transport).begin()


async def test_an_executor_without_a_known_organisation_is_not_welcome(fake: Fake) -> None:
    settings = ProviderSettings(
        **{**{name: getattr(OWN, name) for name in OWN.__slots__}, "roles": (("kcc", "uitvoerder"),)}
    )
    for claims, known in (({}, True), ({"organisatie": "cjib"}, False), ({"organisatie": ["cjib"]}, True)):
        fake.claims, fake.nonce = claims, ""
        provider = Provider(settings, lambda _one, known=known: known, fake.clock, httpx2.MockTransport(fake))
        with pytest.raises(NotWelcome, match="organisatie"):
            await finish(fake, provider)
