"""Which attributes of the knowledge are read by citizens: the one list of what is translated."""

from __future__ import annotations

from bot.dialogue.glossary import Entry
from bot.doors.model import CommonData, DoorData, FieldData, GroupData, OptionData, SaidData
from bot.law.emergencies import HelpBlock, Link, Number
from bot.law.remedies import Remedy, Texts
from bot.law.terms import TermRule
from bot.letters.model import LetterData, ParagraphData
from bot.register.models import (
    Distinction,
    DistinctionAnswer,
    Executor,
    Ministry,
    PaymentPlan,
)
from bot.translation.overlay import Spec, Words

DOORS: Spec = {
    # Names of packages, their sentences and what staff ask (`vraag_balie`) are for who reads Dutch.
    DoorData: ("naam", "knop", "kort", "opening", "groepen", "velden", "zegt", "slot"),
    CommonData: ("velden",),
    GroupData: ("naam", "nog_een"),
    FieldData: ("label", "vraag", "waarom", "anders", "opties"),
    OptionData: ("tekst",),
    SaidData: ("tekst",),
}
DOOR_WORDS: Words = {OptionData: ("ook", "herken")}

REGISTER: Spec = {
    # Names stay as they are: what stands in a draft goes to receivers too.
    Executor: ("say", "which_question", "custom_team_say"),
    Ministry: ("say",),
    Distinction: ("question", "answers"),
    DistinctionAnswer: ("text",),
    PaymentPlan: ("say",),
}

LAW: Spec = {
    Remedy: ("texts", "warnings"),
    Texts: ("open", "hurry", "passed", "no_date", "correction_does_not_stop", "not_an_objection"),
    TermRule: ("open", "passed", "no_date"),
    HelpBlock: ("title", "lines", "numbers", "links"),
    Number: ("name", "note"),
    Link: ("text",),
}

# Of a letter what its sender reads: its name, what to fill in, what to take out, and what to look at before sending.
LETTER: Spec = {LetterData: ("name", "blanks", "paragraphs"), ParagraphData: ("remove",)}
LETTER_CHECKS: Spec = {LetterData: ("checks",), ParagraphData: ("text", "remove")}

GLOSSARY: Spec = {Entry: ("answer",)}
GLOSSARY_WORDS: Words = {Entry: ("words", "questions")}
