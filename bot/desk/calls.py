"""Calls at the desk: begun, written down at every change, parked, handed over, ended. Each in one transaction."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk.book import CallBook, state_of
from bot.desk.form import write
from bot.desk.line import take_line, with_contact, with_organisation
from bot.desk.script import mark_said
from bot.desk.shapes import Employee, Input, Taken
from bot.desk.view import LINE, CallState, Outcome
from bot.dialogue.formal import form_state, guard_form
from bot.dialogue.guard import Guarded, explain, guard
from bot.dialogue.signpost import Signed
from bot.dialogue.standing import take_keys
from bot.dialogue.state import State
from bot.doors.door import Ready
from bot.doors.draft import Answer, Draft, Known
from bot.doors.packages import Package, packages
from bot.store import Conversation, DeskCall, Ticket
from bot.tickets.history import Actor, record
from bot.tickets.numbers import ALPHABET, TICKET, new_number
from bot.tickets.words import CONSENT
from bot.tickets.workflow import LOKET, ActorKind

TELEPHONE, COUNTER = "telefoon", "balie"
CHANNELS = frozenset({TELEPHONE, COUNTER})
# What is about the caller and not about the request.
CARRIED = ("voor_wie", "rol_helper", "machtiging", "naam", "geboortedatum", "postcode", "contact")
# No number is ever given out in this year: what is practised can be nobody's.
NO_YEAR = date(2000, 1, 1)
LONGEST = 4000
LONGEST_NOTE = 2000
# From here a door is taken at once: another is one key away, and the employee sees it before a word is said.
TAKE = 0.30
STALE = "Dit gesprek is intussen in een ander venster gewijzigd. Kijk na wat er nu staat."
READ_AGAIN = "Er is nog iets gewijzigd. Lees het overzicht opnieuw voor."
AGREE = 'Typ "ja" als de beller akkoord is. Is iets niet goed? Wijzig het dan in het formulier.'
CHOOSE_DOOR = "Kies hieronder eerst waar het om gaat."
AGREED = frozenset({"ja", "j", "akkoord"})


class Calls(CallBook):
    """The one door to calls."""

    # --- beginning and listing ----------------------------------------------------------------------------

    async def start(
        self,
        employee: Employee,
        words: str,
        *,
        practice: bool = False,
        channel: str = TELEPHONE,
        after: int | None = None,
    ) -> int:
        """A new call with the caller's first words, guarded; the likeliest door is taken. The call's id.

        `after`: an earlier call of this employee with the same caller, whose name and contact data come along.
        UnknownCall, ValueError for a channel that is none.
        """
        if channel not in CHANNELS:
            raise ValueError(f"{channel!r} is no channel of the desk")
        guarded = guard(take_keys(words[:LONGEST])[0], keep_contact=False)
        signed = await self._point(guarded.text)
        now = self._clock()
        async with self._database.write() as session:
            earlier = await self._find(session, after, employee) if after is not None else None
            carried = _carried(state_of(earlier[1])) if earlier is not None else {}
            conversation = Conversation(
                # Nobody has this token: a call is reached by who is logged in, never by an address.
                token_hash=hashlib.sha256(secrets.token_bytes(32)).hexdigest(),
                created_at=now,
                updated_at=now,
                channel=channel,
                handled_by="mens",
            )
            session.add(conversation)
            await session.flush()
            call = DeskCall(
                conversation_id=conversation.id,
                owner_id=employee.id,
                state=CallState.OPEN.value,
                practice=practice,
                note="",
                keep_note=False,
                typed={},
                proposal={**_proposal(signed), **({"mee": carried} if carried else {})},
                remark=explain(guarded),
                started_at=now,
            )
            session.add(call)
            state = State(story=guarded.text, contact=_contact_of([guarded]))
            door = self._likeliest(signed)
            self._keep(conversation, self._at_door(call, state, door) if door else state)
            return conversation.id

    # --- writing ------------------------------------------------------------------------------------------

    async def save(self, call_id: int, employee: Employee, given: Input) -> Taken:
        """All that was typed is kept, understood or not; nothing is asked or sent."""
        async with self._mine(call_id, employee) as (session, call, conversation):
            error = self._write(call, conversation, given)
            if given.line.strip():
                call.typed = {**call.typed, LINE: guard(given.line[:LONGEST], keep_contact=True).text}
            else:
                call.typed = {place: text for place, text in call.typed.items() if place != LINE}
            return await self._taken(session, call, conversation, given, error)

    async def answer(self, call_id: int, employee: Employee, given: Input) -> Taken:
        """What was typed is kept, and the line is taken as the answer; after the read-back "ja" hands over."""
        async with self._mine(call_id, employee) as (session, call, conversation):
            error = self._write(call, conversation, given)
            state = state_of(conversation)
            line = given.line.strip()[:LONGEST]
            if error is None and line:
                if state.draft is None:
                    error = CHOOSE_DOOR
                elif isinstance(self._step(state.draft), Ready):
                    error = await self._agree(session, call, conversation, employee, line, given.read_back)
                else:
                    error = self._take(call, conversation, state, line)
            elif error is None and state.draft is not None:
                self._keep(conversation, replace(state, draft=self._said(state.draft)))
            return await self._taken(session, call, conversation, given, error)

    async def take_door(self, call_id: int, employee: Employee, given: Input, door: str) -> Taken:
        """What was typed is kept and goes along to this door. KeyError for a door that does not exist."""
        knowledge = self._knowledge()
        async with self._mine(call_id, employee) as (session, call, conversation):
            error = self._write(call, conversation, given)
            if error is None:
                state = state_of(conversation)
                story = state.draft.story if state.draft is not None else state.story
                self._keep(
                    conversation,
                    self._at_door(call, replace(state, story=story), knowledge.doors[door].id),
                )
                call.typed = {}
            return await self._taken(session, call, conversation, given, error)

    async def take_executor(self, call_id: int, employee: Employee, given: Input, executor: str) -> Taken:
        """What was typed is kept; the door's organisation is this executor. KeyError for an unknown one."""
        knowledge = self._knowledge()
        known = knowledge.register.executors[executor].id
        async with self._mine(call_id, employee) as (session, call, conversation):
            error = self._write(call, conversation, given)
            state = state_of(conversation)
            if error is None and state.draft is not None:
                door = knowledge.doors[state.draft.door]
                self._keep(
                    conversation, replace(state, draft=with_organisation(knowledge, door, state.draft, known))
                )
            return await self._taken(session, call, conversation, given, error)

    async def tell_more(self, call_id: int, employee: Employee, given: Input) -> Taken:
        """Other words for what the caller wants, when no door was found yet: the signpost looks again."""
        guarded = guard(take_keys(given.line[:LONGEST])[0], keep_contact=False)
        signed = await self._point(guarded.text)
        async with self._mine(call_id, employee) as (session, call, conversation):
            state = state_of(conversation)
            if state.draft is not None:
                return await self._taken(session, call, conversation, given, STALE)
            carried = {name: call.proposal[name] for name in ("mee",) if name in call.proposal}
            call.proposal, call.remark = {**_proposal(signed), **carried}, explain(guarded)
            contact = _contact_of([guarded]) or state.contact
            state = replace(state, story=f"{state.story}\n{guarded.text}".strip(), contact=contact)
            door = self._likeliest(signed)
            self._keep(conversation, self._at_door(call, state, door) if door else state)
            error = None if door else CHOOSE_DOOR
            return await self._taken(session, call, conversation, given, error)

    # --- parking and ending -------------------------------------------------------------------------------

    async def park(self, call_id: int, employee: Employee, given: Input | None = None) -> None:
        """The call waits as it stands until something is typed in it again; UnknownCall."""
        async with self._mine(call_id, employee) as (_, call, conversation):
            if given is not None:
                self._write(call, conversation, given)
            call.state = CallState.PARKED.value

    async def pass_on(self, call_id: int, employee: Employee, to: int) -> None:
        """The call is this colleague's, parked, with all that was typed. UnknownCall; LookupError for who cannot."""
        if to not in {one.id for one in await self.colleagues(employee)}:
            raise LookupError("no such colleague")
        async with self._mine(call_id, employee) as (_, call, _conversation):
            call.owner_id, call.state = to, CallState.PARKED.value

    async def end(self, call_id: int, employee: Employee, outcome: Outcome) -> None:
        """The call is done. The scratch note is gone unless it is kept; without a hand-over the draft is gone too."""
        async with self._mine(call_id, employee) as (session, call, conversation):
            receipts = await self._receipts(session, call)
            call.state, call.ended_at = CallState.DONE.value, self._clock()
            call.outcome = Outcome.SENT.value if receipts else outcome.value
            call.typed, call.remark = {}, None
            if not call.keep_note:
                call.note = ""
            if not receipts or call.practice:
                call.proposal = {}
                self._keep(conversation, State())

    # --- inside -------------------------------------------------------------------------------------------

    async def _point(self, text: str) -> Signed:
        return await self._signpost.point(text)

    def _at_door(self, call: DeskCall, state: State, door: str) -> State:
        """The state at this door, with what an earlier call with the same caller told about them."""
        knowledge = self._knowledge()
        state = form_state(knowledge, state, door)
        draft = state.draft
        for name, answer in call.proposal.get("mee", {}).items():
            if draft is not None and name in knowledge.doors[door].fields and draft.get(name) is None:
                draft = draft.with_answer(name, Answer.from_json(answer))
        return replace(state, draft=draft)

    def _likeliest(self, signed: Signed) -> str | None:
        doors = self._knowledge().doors
        return next(
            (door for door, certainty in signed.doors[:1] if door in doors and certainty >= TAKE), None
        )

    def _step(self, draft: Draft) -> Any:
        return self._knowledge().doors[draft.door].next_step(draft)

    def _said(self, draft: Draft) -> Draft:
        knowledge = self._knowledge()
        return mark_said(knowledge, knowledge.doors[draft.door], draft)

    def _write(self, call: DeskCall, conversation: Conversation, given: Input) -> str | None:
        """Keeps note and fields; why not, when the page was made before somebody else changed the call."""
        call.remark = None
        # Who goes on with a parked call takes it up again.
        call.state = CallState.OPEN.value
        if given.note is not None:
            call.note = guard(given.note[:LONGEST_NOTE], keep_contact=True).text
        if given.keep_note is not None:
            call.keep_note = given.keep_note
        state = state_of(conversation)
        if state.draft is None or call.outcome is not None:
            return None
        if given.version is not None and given.version != state.draft.version:
            return STALE
        knowledge = self._knowledge()
        door, draft = knowledge.doors[state.draft.door], state.draft
        kept, found = guard_form(given.fields, LONGEST)
        if given.words is not None and given.words.strip() != draft.story:
            words = guard(take_keys(given.words[:LONGEST])[0], keep_contact=False)
            draft = replace(draft, story=words.text, version=draft.version + 1)
            found = Guarded("", (*found.dropped, *words.dropped), (*found.moved, *words.moved))
        if (contact := _contact_of([found])) is not None:
            draft = with_contact(door, draft, contact)
        written = write(knowledge, door, draft, kept)
        open_texts = {place: text for place, text in call.typed.items() if place not in kept or place == LINE}
        call.typed = {**open_texts, **written.typed}
        call.remark = explain(found)
        self._keep(conversation, replace(state, draft=written.draft, contact=contact or state.contact))
        return None

    def _take(self, call: DeskCall, conversation: Conversation, state: State, line: str) -> str | None:
        if state.draft is None:
            return CHOOSE_DOOR
        knowledge = self._knowledge()
        door = knowledge.doors[state.draft.door]
        took = take_line(knowledge, door, self._said(state.draft), take_keys(line)[0])
        kept = {place: text for place, text in call.typed.items() if place not in {LINE, *took.filled}}
        call.typed = {**kept, LINE: took.rest} if took.rest else kept
        call.remark = explain(_together(took.guarded)) or call.remark
        contact = _contact_of(took.guarded) or state.contact
        self._keep(conversation, replace(state, draft=took.draft, contact=contact))
        return took.error

    async def _agree(
        self,
        session: AsyncSession,
        call: DeskCall,
        conversation: Conversation,
        employee: Employee,
        line: str,
        read_back: int | None,
    ) -> str | None:
        """Consent is recorded and everything is handed over, when what was read back is what stands there now."""
        state, knowledge = state_of(conversation), self._knowledge()
        if line.lower().rstrip(".! ") not in AGREED or state.draft is None:
            return AGREE
        if read_back != state.draft.version:
            return READ_AGAIN
        ready = packages(knowledge, knowledge.doors[state.draft.door], state.draft)
        if not ready or call.outcome is not None:
            return None
        now = self._clock()
        if call.practice:
            call.proposal = {**call.proposal, "oefening": [_practised(package) for package in ready]}
        else:
            await self._handing.hand_over(session, conversation, state, ready)
            await self._consented(session, conversation, now)
        call.outcome, call.consent_at, call.consent_by = Outcome.SENT.value, now, employee.name
        call.typed = {}
        return None

    async def _consented(self, session: AsyncSession, conversation: Conversation, now: datetime) -> None:
        """That the caller agreed stands in the history of each ticket."""
        await session.flush()
        counter = Actor(ActorKind.LOKET, "loket", LOKET)
        query = select(Ticket).where(Ticket.conversation_id == conversation.id).order_by(Ticket.id)
        for ticket in await session.scalars(query):
            record(
                session,
                ticket,
                CONSENT,
                counter,
                now,
                data={"kanaal": conversation.channel},
                visible=True,
                new_version=False,
            )

    async def _taken(
        self,
        session: AsyncSession,
        call: DeskCall,
        conversation: Conversation,
        given: Input,
        error: str | None,
    ) -> Taken:
        await session.flush()
        # What could not be taken stays in its field: the page is all there is of it.
        lost = given.fields if error == STALE else None
        view = await self._view(session, call, conversation, lost)
        if error is not None and not view.line:
            view = replace(view, line=given.line)
        return Taken(view, error)


def _carried(state: State) -> dict[str, Any]:
    """Who the caller is, as an earlier request has it."""
    if state.draft is None:
        return {}
    known = ((name, state.draft.get(name)) for name in CARRIED)
    return {
        name: replace(answer, told=True).to_json()
        for name, answer in known
        if answer is not None and answer.known is Known.KNOWN
    }


def _proposal(signed: Signed) -> dict[str, Any]:
    return {
        "deuren": [[door, certainty] for door, certainty in signed.doors],
        "uitvoerders": [[executor, certainty] for executor, _, certainty in signed.executors],
        "uitleg": signed.explanation,
        "status": signed.door == "status",
        # The signpost answers with a single door of no certainty when the engine is down.
        "assistent": signed.certainty > 0,
    }


def _together(found: Sequence[Guarded]) -> Guarded:
    return Guarded(
        "",
        tuple(one for guarded in found for one in guarded.dropped),
        tuple(one for guarded in found for one in guarded.moved),
    )


def _contact_of(found: Sequence[Guarded]) -> dict[str, Any] | None:
    moved = _together(found).moved
    return {"soort": moved[0].kind, "adres": moved[0].value} if moved else None


def _practised(package: Package) -> dict[str, Any]:
    """A receipt as it would have been; its number is nobody's."""
    letters = [secrets.choice(ALPHABET) for _ in range(10)]
    return {
        "is_signal": package.is_signal,
        "number": new_number(TICKET, NO_YEAR),
        "code": f"{''.join(letters[:5])}-{''.join(letters[5:])}",
        "door": package.door,
        "executor": package.executor,
        "organisation": package.organisation,
        "status": "oefening",
        "ministries": list(package.ministries),
    }
