"""The really running engine: what reaches the loket, what a failure looks like, and what it keeps to itself."""

import time
import uuid
from collections import defaultdict

import aiohttp
import pytest

from bot.engine.client import EngineClient, EngineFailed, EngineUnavailable
from tests.engine.fake_actions import Behaviour
from tests.engine.running import TOKEN, RunningEngine, free_port

pytestmark = pytest.mark.engine

SENTENCE = "ik kan mijn boete niet in een keer betalen"


async def say(engine: RunningEngine, text: str = SENTENCE, sender: str | None = None) -> None:
    async with engine.client() as client:
        await client.say(sender or uuid.uuid4().hex, text, uuid.uuid4().hex, {"gesprek": 7, "bericht": 3})


async def test_a_turn_reaches_the_action_once_with_text_metadata_and_ranking(engine: RunningEngine) -> None:
    await say(engine)
    (call,) = engine.actions.calls
    latest = call["tracker"]["latest_message"]
    assert call["next_action"] == "action_loket"
    assert latest["text"] == SENTENCE
    assert latest["metadata"]["gesprek"] == 7
    assert latest["metadata"]["bericht"] == 3
    assert len(latest["intent_ranking"]) > 3
    assert latest["intent_ranking"][0]["name"] == latest["intent"]["name"]


async def test_of_a_long_request_the_sentence_that_sounds_most_urgent_is_told_beside_it(
    engine: RunningEngine,
) -> None:
    sentences = (
        "Ik heb een boete van 274 euro bij het CJIB.",
        "Die wil ik graag in drie keer betalen.",
        "Mijn salaris komt pas aan het eind van de maand.",
    )
    await say(engine, " ".join(sentences))
    await say(engine)
    long, short = (call["tracker"]["latest_message"] for call in engine.actions.calls)
    async with engine.client() as client:
        urgent = {one: dict((await client.meaning(one)).ranking)["spoed"] for one in sentences}
    most = max(sentences, key=lambda one: urgent[one])
    assert long["intent"]["name"] == "betalingsregeling"
    assert long["urgent_sentence"]["text"] == most
    assert long["urgent_sentence"]["confidence"] == pytest.approx(urgent[most])
    assert "urgent_sentence" not in short


async def test_the_action_is_called_with_the_shared_token(engine: RunningEngine) -> None:
    await say(engine)
    assert engine.actions.headers[0]["X-Loket-Token"] == TOKEN


async def test_the_action_is_sent_neither_history_nor_domain(engine: RunningEngine) -> None:
    sender = uuid.uuid4().hex
    await say(engine, "een eerste zin over iets", sender)
    await say(engine, "een tweede zin", sender)
    assert "domain" not in engine.actions.calls[1]
    assert "eerste" not in str(engine.actions.calls[1])


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour.FAIL, Behaviour.REJECT, Behaviour.HANG, Behaviour.NO_JSON],
)
async def test_an_action_that_fails_fails_the_turn_in_time(
    engine: RunningEngine, behaviour: Behaviour
) -> None:
    engine.actions.behaviour = behaviour
    begin = time.monotonic()
    with pytest.raises(EngineFailed, match=r"^50[234] "):
        await say(engine)
    assert time.monotonic() - begin < 5.0


async def test_the_same_conversation_goes_on_after_a_failed_turn(engine: RunningEngine) -> None:
    sender = uuid.uuid4().hex
    engine.actions.behaviour = Behaviour.FAIL
    with pytest.raises(EngineFailed):
        await say(engine, sender=sender)
    engine.actions.behaviour = Behaviour.ANSWER
    await say(engine, sender=sender)
    assert len(engine.actions.calls) == 2


@pytest.mark.parametrize("behaviour", list(Behaviour))
async def test_no_word_of_a_citizen_is_in_the_logs_even_at_debug_level(
    engine: RunningEngine, behaviour: Behaviour
) -> None:
    engine.actions.behaviour = behaviour
    marker = f"merkwoord{uuid.uuid4().hex[:8]}"
    for text in (f"{SENTENCE} {marker}", f'/{marker}{{"a": "{marker}"}}', f"/ /{marker}@x{{"):
        try:
            await say(engine, text)
        except EngineFailed:
            assert behaviour is not Behaviour.ANSWER
    async with engine.client() as client:
        await client.meaning(f"/{marker}")
    assert "sealed rasa" in engine.log_text(), (
        "the engine does not log at debug level: the test proves nothing"
    )
    assert marker not in engine.log_text()


@pytest.mark.parametrize(
    "text", ["/bedankt", " /bedankt", "//bedankt", '\t/bedankt{"a": "b"}', "/bedankt@1.0"]
)
async def test_a_typed_slash_names_no_intent(engine: RunningEngine, text: str) -> None:
    async with engine.client() as client:
        meaning = await client.meaning(text)
        plain = await client.meaning("bedankt" + text.strip().lstrip("/").removeprefix("bedankt"))
    # Rasa's command gives one intent with certainty 1.0; a classified sentence gives them all.
    assert len(meaning.ranking) > 3
    assert meaning.ranking == plain.ranking
    await say(engine, text)
    ranking = engine.actions.calls[0]["tracker"]["latest_message"]["intent_ranking"]
    assert len(ranking) > 3


async def test_asking_for_a_meaning_runs_no_turn(engine: RunningEngine) -> None:
    async with engine.client() as client:
        meaning = await client.meaning(SENTENCE)
    assert engine.actions.calls == []
    assert meaning.intent == meaning.ranking[0][0]
    certainties = [certainty for _, certainty in meaning.ranking]
    assert certainties == sorted(certainties, reverse=True)


async def test_without_the_token_the_engine_does_nothing(engine: RunningEngine) -> None:
    async with engine.client(token="another-token-altogether") as client:
        with pytest.raises(EngineFailed, match="401"):
            await client.say("x", SENTENCE, "1", {})
        with pytest.raises(EngineFailed, match="401"):
            await client.meaning(SENTENCE)
        assert not await client.ready()
    assert engine.actions.calls == []


@pytest.mark.parametrize(
    "body",
    [
        b"no json",
        b"[]",
        b'{"text": "x"}',
        b'{"sender": "", "text": "x", "message_id": "1"}',
        b'{"sender": "a", "text": "  ", "message_id": "1"}',
        b'{"sender": "a", "text": "x", "message_id": 1}',
        b'{"sender": "a", "text": "x", "message_id": "1", "metadata": []}',
    ],
)
async def test_a_call_that_cannot_be_read_is_refused(engine: RunningEngine, body: bytes) -> None:
    url = f"{engine.settings.url}/webhooks/loket/bericht"
    async with (
        aiohttp.ClientSession(headers={"X-Loket-Token": TOKEN}) as session,
        session.post(url, data=body) as response,
    ):
        assert response.status == 400
    assert engine.actions.calls == []


async def test_rasas_own_api_is_closed(engine: RunningEngine) -> None:
    async with aiohttp.ClientSession() as session:
        for path in ("/status", "/domain", "/conversations/x/tracker", "/webhooks/rest/webhook"):
            async with session.get(engine.settings.url + path) as response:
                assert response.status == 404, path


async def test_an_engine_that_does_not_run_is_unavailable_at_once() -> None:
    begin = time.monotonic()
    async with EngineClient(f"http://127.0.0.1:{free_port()}", TOKEN) as client:
        assert not await client.ready()
        with pytest.raises(EngineUnavailable):
            await client.say("x", SENTENCE, "1", {})
        with pytest.raises(EngineUnavailable):
            await client.meaning(SENTENCE)
    assert time.monotonic() - begin < 1.0


async def test_a_late_turn_costs_no_more_than_an_early_one_when_the_sender_rotates(
    engine: RunningEngine,
) -> None:
    young, old = uuid.uuid4().hex, uuid.uuid4().hex
    took = defaultdict[str, list[float]](list)

    async def timed(client: EngineClient, kind: str, conversation: str, number: int) -> None:
        begin = time.perf_counter()
        await client.say(f"{conversation}-{number // 10}", SENTENCE, str(number), {"gesprek": 1})
        took[kind].append(time.perf_counter() - begin)

    async with engine.client() as client:
        for number in range(60):
            await timed(client, "on the way", old, number)
        # In turn, so that what else the machine does falls on both; and the quickest, for that has waited for nobody.
        for number in range(10):
            await timed(client, "early", young, number)
            await timed(client, "late", old, 60 + number)
    assert min(took["late"]) < 1.3 * min(took["early"])


async def test_a_conversation_that_is_deleted_is_forgotten_and_no_other(engine: RunningEngine) -> None:
    await say(engine, sender="4711-0")
    await say(engine, sender="4711-1")
    await say(engine, sender="47110-0")
    async with engine.client() as client:
        assert await client.forget([4711]) == 2
        assert await client.forget([4711]) == 0
        assert await client.forget([47110]) == 1
    async with engine.client(token="a-token-of-somebody-else") as stranger:
        with pytest.raises(EngineFailed, match="401"):
            await stranger.forget([4711])
