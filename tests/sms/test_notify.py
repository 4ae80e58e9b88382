"""Text messages over the API of NotifyNL: what is sent, to whom, and what each of its answers means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings
from bot.sms.notify import NotifySender
from bot.sms.port import NumberRefused, Sms, SmsUnavailable, mobile_number
from tests.conftest import free_port
from tests.sms.notify import KEY, SERVICE, TEMPLATE, Notify, notify

MESSAGE = Sms("+31600000000", {"code": "7KQ4M-PXHT2"}, "een-sleutel")


async def sent(stand_in: Notify, **other: str) -> None:
    await NotifySender(replace(stand_in.service, **other), clock=stand_in.clock, seconds=5).send(MESSAGE)


async def test_a_message_is_the_template_the_number_the_code_and_a_reference_and_nothing_more() -> None:
    async with notify() as stand_in:
        await sent(stand_in)
        assert stand_in.received == [
            {
                "phone_number": "+31600000000",
                "template_id": TEMPLATE,
                "personalisation": {"code": "7KQ4M-PXHT2"},
                "reference": "een-sleutel",
            }
        ]


async def test_a_number_that_it_does_not_take_is_told_apart_from_what_can_be_mended() -> None:
    async with notify() as stand_in:
        stand_in.refusing = {MESSAGE.to}
        with pytest.raises(NumberRefused):
            await sent(stand_in)
        for other, status in (
            ({"template": "weg"}, 400),
            ({"key": "een-andere-sleutel-van-36-tekens-lang"}, 403),
            ({"service": "een-andere-dienst"}, 403),
        ):
            with pytest.raises(SmsUnavailable) as fault:
                await sent(stand_in, **other)
            assert fault.value.reason == f"status_{status}"
        assert stand_in.received == []


async def test_a_clock_that_is_a_minute_wrong_is_refused_so_each_message_has_a_token_of_its_own() -> None:
    async with notify() as stand_in:
        sender = NotifySender(stand_in.service, clock=stand_in.clock, seconds=5)
        await sender.send(MESSAGE)
        stand_in.clock.forward(minutes=1)
        await sender.send(MESSAGE)
        assert len(stand_in.received) == 2


async def test_a_service_that_is_down_or_too_busy_says_when_to_come_back() -> None:
    async with notify() as stand_in:
        stand_in.down, stand_in.headers = 429, {"Retry-After": "120"}
        with pytest.raises(SmsUnavailable) as fault:
            await sent(stand_in)
        assert (fault.value.reason, fault.value.retry_after) == ("status_429", "120")
        with pytest.raises(SmsUnavailable, match="verbinding"):
            await sent(stand_in, url=f"http://127.0.0.1:{free_port()}")


def test_only_a_dutch_mobile_number_gets_a_text_message() -> None:
    numbers = {
        "06-00000000": "+31600000000",
        "+31 6 12345678": "+31612345678",
        "0031612345678": "+31612345678",
        "030 286 00 00": None,  # a landline
        "+32 470 12 34 56": None,  # a mobile number in Belgium
        "0800-1234": None,
        "06-1234": None,
        "geen nummer": None,
    }
    assert {text: mobile_number(text) for text in numbers} == numbers


def test_the_service_is_set_up_whole_or_not_at_all_and_over_https_in_production() -> None:
    whole = {
        "LOKET_SMS_URL": "https://api.notifynl.nl/",
        "LOKET_SMS_SERVICE": SERVICE,
        "LOKET_SMS_KEY": KEY,
        "LOKET_SMS_TEMPLATE": TEMPLATE,
    }
    nothing = Path("/dev/null")
    read = load_settings(whole, nothing).sms
    assert read is not None
    assert read.url == "https://api.notifynl.nl"
    assert load_settings({}, nothing).sms is None
    for missing in whole:
        with pytest.raises(SettingsError, match="LOKET_SMS"):
            load_settings({name: value for name, value in whole.items() if name != missing}, nothing)
    production = {
        "LOKET_ENV": "production",
        "LOKET_BASE_URL": "https://loket.example.nl",
        "LOKET_OPERATOR_NAME": "Loket Voorbeeldstad",
        "LOKET_OPERATOR_EMAIL": "loket@voorbeeldstad.example.nl",
        "LOKET_SECRET_KEY": "s" * 40,
        "LOKET_ENGINE_TOKEN": "e" * 20,
        **whole,
    }
    assert load_settings(production, nothing).sms is not None
    with pytest.raises(SettingsError, match="https"):
        load_settings({**production, "LOKET_SMS_URL": "http://api.notifynl.nl"}, nothing)
