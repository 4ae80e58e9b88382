"""One turn in the making: what is said so far, and how each kind of question is put."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dialogue.glossary import Glossary
from bot.dialogue.lettering import offer_letters
from bot.dialogue.overview import overview_parts, overview_text
from bot.dialogue.state import Asked, Button, Meaning, Outcome, Question, Say, State
from bot.dialogue.texts import Controls, Texts
from bot.doors.asking import choices, distinction, question_text, shown
from bot.doors.door import Ask, AskMore, Door, Ready
from bot.doors.draft import Answer, Known, path, split_path
from bot.doors.knowledge import Knowledge
from bot.doors.model import FieldData
from bot.doors.packages import packages
from bot.doors.saying import told_now
from bot.language import NL
from bot.learning.doubt import Review, Why
from bot.letters import LetterBook

PERSON = "mens_spreken"
URGENT = "spoed"
# Answered at once and never offered beside other doors: acute need by its help block, a number by its state.
ANSWERED = frozenset({URGENT, "status"})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which certainty a door is taken, or confirmed; and from which a side remark counts.

    A wrong door taken costs the citizen a detour, one question too many costs seconds; chosen on the
    project's own test sentences by that cost (see README, language).

    From `perhaps_urgent` on the help block stands beside the ordinary door. Cross-validated on the training sentences:
    of 1,094 acute messages 89.3% saw help by door and phrases alone, from 0.10 on 96.5%; of the others 6.7% and 9.4%, so
    five blocks too many for a person more in need. From 0.05 on it would be 97.5% and 10.8%: eighteen for one.
    From `urgent_sentence` on one sentence of a long request for something else is enough. Of 232 messages by a new hand with the need
    in one clause 198 saw help by the whole and 221 with this; of 864 and 386 ordinary test messages 9 and 15 more (from 0.9 on 218
    and 5 and 12; clauses for sentences the same gain for twice the blocks).
    """

    take: float = 0.55
    confirm: float = 0.30
    offer: float = 0.10
    urgent: float = 0.60
    perhaps_urgent: float = 0.10
    urgent_sentence: float = 0.80
    out_of_scope: float = 0.45
    remark: float = 0.70
    control: float = 0.93
    switch: float = 0.80
    beside: float = 0.45


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this counter, as the assistant names it."""

    name: str
    telephone: str = ""
    hours: str = ""
    status_address: str = "/status"
    keep_days: int = 14


@dataclass(frozen=True)
class Speech:
    """What the assistant needs beside knowledge: its words, its phrases, its thresholds, who runs it."""

    texts: Texts
    controls: Controls
    glossary: Glossary
    health_words: tuple[str, ...]
    closed_doors: Mapping[str, Mapping[str, str]]
    operator: Operator
    thresholds: Thresholds = Thresholds()
    connected: frozenset[str] | None = None  # organisations with a route; None: all (demo)
    letters: LetterBook = field(default_factory=LetterBook)
    others: Mapping[str, Speech] = field(default_factory=dict)  # the same in other languages

    def speaking(self, language: str) -> Speech:
        """The same words in this language; as they are for one in which they are not told."""
        return self.others.get(language, self)


class Turn:
    """Collects what is said in one turn; every method leaves `state` consistent with what stands open.

    It speaks the conversation's language; `dutch` is the knowledge in which receivers read, `dutch_speech` has all languages.
    """

    def __init__(self, speech: Speech, knowledge: Knowledge, state: State, message: int) -> None:
        self.speech, self.knowledge = speech.speaking(state.language), knowledge.speaking(state.language)
        self.dutch, self.state, self.message = knowledge, state, message
        self.dutch_speech = speech
        self.says: list[Say] = []
        self.review: Review | None = None

    # -- saying

    def say(self, name: str, **values: object) -> None:
        """Says one of the fixed sentences."""
        self.says.append(Say(self.speech.texts(name, **values)))

    def say_text(self, text: str, *, notice: bool = False) -> None:
        """Says this text."""
        self.says.append(Say(text, notice=notice))

    def outcome(self, *, hand_over: bool = False) -> Outcome:
        """The finished turn."""
        return Outcome(self.state, tuple(self.says), hand_over, self.review)

    def doubt(self, why: Why, text: str, meaning: Meaning, suggestion: str | None = None) -> None:
        """A person looks at this message afterwards: it may have been misread."""
        if text.strip():
            self.review = Review(why, text.strip(), meaning.intent, meaning.certainty or None, suggestion)

    # -- what stands open

    @property
    def door(self) -> Door:
        """The door of the draft; only asked when there is a draft."""
        if self.state.draft is None:
            raise LookupError("no door is taken")
        return self.knowledge.doors[self.state.draft.door]

    @property
    def choosable(self) -> frozenset[str]:
        """The doors that a message can mean: those with a file and those that end with a person for want of one."""
        return frozenset({*self.knowledge.doors, *self.speech.closed_doors}) - ANSWERED

    def door_words(self, door: str) -> tuple[str, str]:
        """A door as (button text, short name for inside a sentence)."""
        if door in self.knowledge.doors:
            data = self.knowledge.doors[door].data
            return data.knop, data.kort
        words = self.speech.closed_doors[door]
        return words["knop"], words["kort"]

    def new_question(self, asked: Asked, **more: Any) -> Question:
        """A question that no earlier button can answer."""
        return Question(asked, self.state.question.key + 1, **more)

    def put(self, question: Question, text: str, buttons: list[tuple[str, str]], **more: Any) -> None:
        """Makes this the open question and says it; buttons are (text, answer)."""
        made = tuple(Button(label, f"/{answer}:{question.key}") for label, answer in buttons)
        self.says.append(Say(text, made, **more))
        self.state = self.state.asking(question)

    # -- asking

    def ask_open(self) -> None:
        """Asks what the matter is."""
        self.put(self.new_question(Asked.OPEN), self.speech.texts("vraag_open"), [])

    def ask_doors(self, doors: list[str], *, confirm: bool = False, words: str = "deur_kiezen") -> None:
        """Asks whether it is this door, or which of these, in these words."""
        texts = self.speech.texts
        buttons = [(self.door_words(door)[0], f"deur.{door}") for door in doors]
        if confirm:
            buttons[0] = (texts("knop_ja"), f"deur.{doors[0]}")
            text = texts("deur_bevestigen", kort=self.door_words(doors[0])[1])
        else:
            text = texts(words)
        buttons.append((texts("deur_knop_anders"), "anders"))
        self.put(self.new_question(Asked.DOOR, doors=tuple(doors)), text, buttons)

    def ask_next(self) -> None:
        """Tells what is due and asks the next thing of the draft; the overview when nothing is left."""
        draft = self.state.draft
        if draft is None:
            self.ask_open()
            return
        for told in told_now(self.knowledge, self.door, draft):
            for text in told.texts:
                self.say_text(text, notice=True)
            draft = draft.with_said(told.key)
        self.state = replace(self.state, draft=draft)
        step = self.door.next_step(draft)
        match step:
            case Ask():
                self.ask_field(step)
            case AskMore():
                self.ask_more(step)
            case Ready():
                self.ask_overview()

    def ask_field(self, step: Ask, *, misses: int = 0, changing: bool = False) -> None:
        """Asks one field, with its reason; after misses in other words and with ways out."""
        draft = self.state.draft
        if draft is None:
            raise LookupError("no door is taken")
        field = step.field
        text = question_text(self.knowledge, self.door, step, draft)
        close = distinction(self.knowledge, field, draft) if draft.get(step.place) is None else None
        if close is not None and not misses:
            text = close.question
        elif misses and field.anders:
            text = f"{field.anders} {text}"
        elif field.waarom and not misses:
            text = f"{text} {field.waarom}"
        prefix = self._about_item(step)
        question = self.new_question(Asked.FIELD, place=step.place, misses=misses, changing=changing)
        told_apart = (
            [(answer.text, f"k.{answer.executor}") for answer in close.answers] if close is not None else []
        )
        self.put(question, prefix + text, [*told_apart, *self._field_buttons(field, misses)])

    def _field_buttons(self, field: FieldData, misses: int) -> list[tuple[str, str]]:
        texts = self.speech.texts
        buttons = [(text, f"k.{answer}") for text, answer in choices(self.knowledge, field)]
        if not field.verplicht:
            has_unknown = any(option.id == "weet_niet" for option in field.opties)
            if field.soort in {"bedrag", "datum", "getal"} and not has_unknown:
                buttons.append((texts("knop_weet_niet"), "weet_niet"))
            else:
                buttons.append((texts("knop_overslaan"), "overslaan"))
        if misses >= 2:
            buttons.append((texts("knop_mens"), "mens"))
        return buttons

    def _about_item(self, step: Ask) -> str:
        """In a group of several: which one this question is about."""
        draft = self.state.draft
        name, group, index = split_path(step.place)
        if draft is None or group is None or index is None or draft.count(group) < 2:
            return ""
        first = self.door.group_fields(group)[0]
        if name == first.id:
            return ""
        item = self.item_of(step.place)
        return self.speech.texts("over_schuld", naam=item) + " " if item else ""

    def item_of(self, place: str) -> str:
        """What the item of a group is called that this place belongs to ("DUO"); empty where that is not known."""
        _, group, index = split_path(place)
        if self.state.draft is None or group is None or index is None:
            return ""
        first = self.door.group_fields(group)[0]
        value = self.state.draft.value(path(first.id, group, index))
        return "" if value is None else self.knowledge.said(first, value)

    def ask_more(self, step: AskMore, *, misses: int = 0) -> None:
        """Asks whether there is another item."""
        texts = self.speech.texts
        question = self.new_question(Asked.MORE, place=step.group, misses=misses)
        self.put(question, step.data.nog_een, [(texts("knop_ja"), "ja"), (texts("knop_nee"), "nee")])

    def ask_overview(self) -> None:
        """Shows exactly what goes to whom and asks whether it may be sent."""
        draft, texts = self.state.draft, self.speech.texts
        if draft is None:
            raise LookupError("no door is taken")
        ready = packages(self.knowledge, self.door, draft)
        if not ready:
            self.say("overzicht_niets")
            offer_letters(self, draft)
            self.ask_anything()
            return
        if self.door.data.slot:
            self.say_text(self.door.data.slot, notice=True)
        if self.state.language != NL:
            self.say_text(texts("overzicht_taal"), notice=True)
        parts = overview_parts(self.speech, self.knowledge, ready)
        text = overview_text(texts, parts)
        question = self.new_question(Asked.OVERVIEW, version=draft.version)
        buttons = [
            (texts("knop_versturen"), f"versturen.{draft.version}"),
            (texts("knop_wijzigen"), "wijzigen"),
            (texts("knop_niet_versturen"), "niet_versturen"),
        ]
        self.put(question, text, buttons, overview=tuple(parts))

    def ask_which(self) -> None:
        """Asks which line of the overview is to be changed."""
        buttons = []
        seen: set[str] = set()
        if self.state.draft is not None:
            for package in packages(self.knowledge, self.door, self.state.draft):
                for line in package.lines:
                    if line.place not in seen:
                        seen.add(line.place)
                        buttons.append((f"{line.label}: {_short(line.shown)}", f"wijzig.{line.place}"))
        self.put(self.new_question(Asked.WHICH), self.speech.texts("wijzig_vraag"), buttons)

    def ask_yes_no(
        self, asked: Asked, text: str, yes: str, no: str, third: tuple[str, str] | None = None, **more: Any
    ) -> None:
        """An interruption with two ways on, or three (`third`: text name, answer); what was open stays behind it."""
        texts = self.speech.texts
        before = self.state.question.before or self.state.question
        question = self.new_question(asked, before=before, **more)
        other = [] if third is None else [(texts(third[0]), third[1])]
        self.put(question, text, [(texts(yes), "ja"), *other, (texts(no), "nee")])

    def offer_switch(self, door: str, said: str) -> None:
        """Asks whether to go over to this door, to stay, or to stay now and take it up after."""
        words = self.speech.texts("wissel_vraag", kort=self.door_words(door)[1])
        third = ("knop_straks", "straks")
        self.ask_yes_no(Asked.SWITCH, words, "knop_wissel", "knop_blijven", third, doors=(door,), said=said)

    def ask_anything(self) -> None:
        """After sending: is there something else, and what was kept for later."""
        texts = self.speech.texts
        if self.state.later:
            first = self.state.later[0]
            text = texts("later_nu", tekst=_short(first.text, 120))
            if first.door is not None:
                text = texts(
                    "later_nu_deur", tekst=_short(first.text, 120), kort=self.door_words(first.door)[1]
                )
            self.put(
                self.new_question(Asked.LATER), text, [(texts("knop_ja"), "ja"), (texts("knop_nee"), "nee")]
            )
            return
        buttons = [(texts("knop_nieuw"), "ja"), (texts("knop_klaar"), "nee")]
        self.put(self.new_question(Asked.ANYTHING), texts("klaar_vraag"), buttons)

    def again(self, *, misses: int | None = None) -> None:
        """Puts the open question once more, as it stood."""
        question = self.state.question
        draft = self.state.draft
        match question.asked:
            case Asked.FIELD if draft is not None and question.place is not None:
                name, _, _ = split_path(question.place)
                step = Ask(self.door.fields[name], question.place)
                count = question.misses if misses is None else misses
                self.ask_field(step, misses=count, changing=question.changing)
            case Asked.MORE | Asked.OVERVIEW | Asked.WHICH:
                self.ask_next()
            case Asked.DOOR:
                self.ask_doors(list(question.doors), confirm=False)
            case Asked.ANYTHING | Asked.LATER:
                self.ask_anything()
            case Asked.SWITCH if question.doors:
                self.offer_switch(question.doors[0], question.said)
            case Asked.STOP | Asked.RESTART if question.before is not None:
                self.state = self.state.asking(replace(question.before, key=question.key))
                self.again()
            case _:
                self.ask_next()

    # -- taking a door

    def take(self, door: str) -> None:
        """Takes a door: says what it does, what is already known, and asks the first thing."""
        from bot.doors.telling import start_draft, told_lines

        if door not in self.knowledge.doors:
            self.say("deur_nog_dicht", kort=self.door_words(door)[1])
            self.state = replace(self.state, intended=door)
            door = PERSON
        elif door != PERSON:
            self.state = replace(self.state, intended=None)
        previous = self.state.draft
        draft = start_draft(
            self.knowledge, self.knowledge.doors[door], self.state.story, self.message, previous
        )
        if self.state.contact is not None and "contact" in self.knowledge.doors[door].fields:
            draft = draft.with_answer(
                "contact", Answer(dict(self.state.contact), Known.KNOWN, True, self.message)
            )
        self.state = replace(self.state, draft=draft, misses=0, order=())
        self.say_text(self.door.data.opening)
        lines = told_lines(self.knowledge, self.door, draft)
        if lines:
            self.say("al_verteld", regels="; ".join(lines))
        self.ask_next()

    def show(self, place: str) -> tuple[str, str]:
        """A field's label and its value as people write it."""
        name, _, _ = split_path(place)
        field = self.door.fields[name]
        draft = self.state.draft
        value = shown(self.knowledge, self.door, field, draft, place) if draft is not None else None
        return field.label, value or self.speech.texts("knop_weet_niet").lower()


def _short(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
