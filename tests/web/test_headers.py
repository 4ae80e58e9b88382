"""What browsers are told about every answer: a policy without anything inline, and who may frame it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.web.inside import inside

TEMPLATES = sorted((ROOT / "bot" / "web" / "templates").rglob("*.html"))
FILLED = re.compile(r"\{[^}]*\}")


async def test_every_answer_of_every_route_has_a_strict_policy_and_the_other_headers(tmp_path: Path) -> None:
    async with inside(tmp_path) as office:
        seen = 0
        for route in office.loket.public.router.routes():
            if route.resource is None or route.method not in {"GET", "POST"}:
                continue
            path = FILLED.sub("bestaat-niet", route.resource.canonical)
            if path.startswith("/static"):
                path = "/static/chat.js"
            async with office.client.request(route.method, path, allow_redirects=False) as answer:
                headers, place = answer.headers, f"{route.method} {path} {answer.status}"
            policy = headers["Content-Security-Policy"]
            assert "unsafe" not in policy, place
            assert "*" not in policy, place
            # A small page inside a page of our own may stand there, and nowhere else.
            framing, older = (
                ("'self'", "SAMEORIGIN") if "frame-ancestors 'self'" in policy else ("'none'", "DENY")
            )
            assert f"frame-ancestors {framing}" in policy, place
            assert headers["X-Frame-Options"] == older, place
            assert headers["X-Content-Type-Options"] == "nosniff", place
            assert headers["Strict-Transport-Security"].startswith("max-age="), place
            assert headers["Referrer-Policy"] == "same-origin", place
            assert "camera=()" in headers["Permissions-Policy"], place
            if not path.startswith("/v1"):
                for part in (
                    "default-src 'none'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "form-action 'self'",
                ):
                    assert part in policy, place
                assert headers["Cross-Origin-Opener-Policy"] == "same-origin", place
            assert answer.status != 500, place
            seen += 1
        assert seen > 80
        for path in ("/bestaat-niet", "/static/../settings.py", "/v1/bestaat-niet"):
            answer = await office.call("GET", path)
            assert answer.status == 404
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


async def test_only_the_framed_page_may_be_framed_and_only_by_the_origins_of_the_settings(
    tmp_path: Path,
) -> None:
    origins = {"LOKET_EMBED_ORIGINS": "https://www.voorbeeldstad.example.nl,https://dorp.example.nl"}
    async with inside(tmp_path, **origins) as office:
        framed = await office.call("GET", "/ingebed")
        policy = framed.headers["Content-Security-Policy"]
        assert "frame-ancestors https://www.voorbeeldstad.example.nl https://dorp.example.nl" in policy
        assert "X-Frame-Options" not in framed.headers
        assert "Set-Cookie" not in framed.headers
        for path in ("/", "/status", "/uitvoerder/", "/embed.js", "/ingebed/openen"):
            answer = await office.call("GET", path)
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Frame-Options"] == "DENY"


async def test_in_a_frame_the_conversation_is_told_by_a_header_and_no_cookie_is_set(tmp_path: Path) -> None:
    async with inside(tmp_path) as office:
        begun = await office.call("GET", "/", headers={"Loket-Gesprek": ""})
        token = begun.headers["Loket-Gesprek"]
        assert "Set-Cookie" not in begun.headers
        again = await office.call("GET", "/", headers={"Loket-Gesprek": token})
        assert "Set-Cookie" not in again.headers
        assert again.headers["Loket-Gesprek"] == token
        # The whole page opens with it, by a form of our own pages alone.
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        body = f"gesprek={token}&naar=/verder".encode()
        foreign = {**form, "Sec-Fetch-Site": "cross-site"}
        assert (await office.call("POST", "/ingebed/openen", body, foreign)).status == 403
        for target, leads in (("/verder", "/verder"), ("//elders.example.nl", "/"), ("/uitvoerder/", "/")):
            body = f"gesprek={token}&naar={target}".encode()
            async with office.client.post(
                "/ingebed/openen",
                data=body,
                headers={**form, "Sec-Fetch-Site": "same-origin"},
                allow_redirects=False,
            ) as answer:
                assert answer.headers["Location"] == leads
                assert token in answer.headers["Set-Cookie"]
                assert "HttpOnly" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_nothing_stands_inline_that_the_policy_would_refuse(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_what_looks_like_a_component_is_one(template: Path) -> None:
    """Buttons, messages and badges are NL Design System's: by their class, and by no name of our own."""
    text = template.read_text(encoding="utf-8")
    for tag in re.findall(r"<button[^>]*>", text):
        assert "nl-button" in tag
    old = r'class="(?:[^"]* )?(?:button|alert|badge|field|error|link-list|skip-link)(?: [^"]*)?"'
    assert not re.search(old, text)
