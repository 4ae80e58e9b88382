"""Files over HTTP, as a browser and as a machine send them."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from urllib.parse import urlencode

from tests.conftest import Answer, RunningLoket
from tests.web.helpers import form_headers

BOUNDARY = "----loket-test"


def multipart(data: bytes, **fields: str) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of a form with a file whose name says more than it should."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="bestand"; filename="brief van kwikstaartnaam.exe"\r\n'
        "Content-Type: application/x-msdownload\r\n\r\n"
    )
    body = b"".join([*parts, head.encode(), data, f"\r\n--{BOUNDARY}--\r\n".encode()])
    return body, {**form_headers(), "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


def send(loket: RunningLoket, path: str, data: bytes, cookie: str | None = None, **fields: str) -> Answer:
    """A form with a file."""
    body, headers = multipart(data, **fields)
    return loket.call("POST", path, body, {**headers, "Cookie": cookie} if cookie else headers)


def submit(loket: RunningLoket, path: str, cookie: str | None = None, **fields: str) -> Answer:
    """A form without one."""
    return loket.call("POST", path, urlencode(fields).encode(), form_headers(cookie))


def fetch(
    loket: RunningLoket,
    path: str,
    headers: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
) -> tuple[int, bytes, Mapping[str, str]]:
    """Bytes as they are: status, body, headers."""
    data = urlencode(form).encode() if form is not None else None
    sent = {**(form_headers() if form is not None else {}), **(headers or {})}
    request = urllib.request.Request(loket.url + path, data=data, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as fault:
        return fault.code, fault.read(), dict(fault.headers)
