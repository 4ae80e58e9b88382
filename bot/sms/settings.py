"""How the service for text messages is reached. Imports nothing that takes time: the settings are read at every start."""

from dataclasses import dataclass


class BadService(ValueError):
    """Settings that cannot be used together; says which."""


@dataclass(frozen=True)
class NotifyService:
    """An API of the form of NotifyNL. A key there is `<name>-<service>-<key>`, the last two a UUID of 36 characters."""

    url: str
    service: str
    key: str
    template: str


def notify_service(url: str, service: str, key: str, template: str, *, strict: bool) -> NotifyService | None:
    """The service of these settings, all of them or none; `strict` (production) wants https. Raises `BadService`."""
    others = {"LOKET_SMS_SERVICE": service, "LOKET_SMS_KEY": key, "LOKET_SMS_TEMPLATE": template}
    if not url:
        if any(others.values()):
            raise BadService("LOKET_SMS_URL is empty: where do text messages go?")
        return None
    missing = [name for name, value in others.items() if not value]
    if missing:
        raise BadService(f"LOKET_SMS_URL needs {', '.join(missing)}")
    if not url.startswith("https://" if strict else ("https://", "http://")):
        raise BadService("LOKET_SMS_URL: an address that begins with https:// is needed")
    return NotifyService(url.rstrip("/"), service, key, template)
