"""What one address may take, and what counting costs: bounded, whatever is sent."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pytest

from bot.accounts.limiter import FailureLimiter, Limit, TooManyTries, bounded
from bot.attachments.refusals import Refusal, Refused
from bot.web.limits import Limits
from bot.web.uploads import AT_ONCE, AT_ONCE_EACH, Gate
from tests.tickets.helpers import Clock


def test_uploads_that_hang_from_one_address_leave_places_for_others() -> None:
    gate = Gate()
    with ExitStack() as stack:
        for _ in range(AT_ONCE_EACH):
            stack.enter_context(gate.place("192.0.2.1"))
        with pytest.raises(Refused) as refused, gate.place("192.0.2.1"):
            pass
        assert refused.value.why is Refusal.DRUK
        for count in range(AT_ONCE - AT_ONCE_EACH):
            stack.enter_context(gate.place(f"192.0.2.{10 + count}"))
        with pytest.raises(Refused), gate.place("192.0.2.99"):
            pass
    with ExitStack() as stack:  # every place is free again, also after a refusal
        for count in range(AT_ONCE):
            stack.enter_context(gate.place(f"192.0.2.{count // AT_ONCE_EACH}"))


def test_a_long_name_is_counted_as_well_as_a_short_one_and_takes_no_more_room() -> None:
    limits = Limits(lambda: 0.0)
    one, other = "gesprek:" + "a" * 8000, "gesprek:" + "a" * 7999 + "b"
    assert [limits.take(one, 2) for _ in range(2)] == [None, None]
    assert limits.take(one, 2) is not None
    assert limits.take(other, 2) is None
    assert max(len(name) for name in limits._buckets) <= 64


def test_a_long_login_name_is_stopped_after_as_many_guesses_and_forgotten_by_its_own_name() -> None:
    limiter = FailureLimiter(Limit(2, timedelta(minutes=15)), Clock())
    name = "x" * 50_000
    for _ in range(2):
        limiter.check(name)
        limiter.count(name)
    with pytest.raises(TooManyTries):
        limiter.check(name)
    assert max(len(key) for key in limiter._failures) <= 64
    limiter.take_back(name)
    limiter.check(name)
    limiter.forget(name)
    assert not limiter._failures


def test_what_is_short_stays_readable_and_odd_characters_are_no_fault() -> None:
    assert bounded("adres:192.0.2.1") == "adres:192.0.2.1"
    assert len(bounded("\ud800" * 100)) == 64
