"""Every table of sentences that the rooms say by themselves: what `words.yml` of a language translates."""

from __future__ import annotations

from bot.attachments.refusals import WORDS as FILES
from bot.dialogue.guard import SAID as GUARD
from bot.doors.kinds.said import SAID as KINDS
from bot.doors.packages import SAID as PACKAGES
from bot.doors.saying import SAID as TERMS
from bot.language import Table
from bot.letters.building import SAID as LETTERS
from bot.signals.telling import SAID as SIGNALS
from bot.signals.workflow import CLOSE_REASONS
from bot.takeover.waiting import SAID as QUEUE
from bot.tickets.citizens import CALL_TIMES
from bot.tickets.delivery.mailing import CODE_SAID as CODE_MAIL
from bot.tickets.delivery.mailing import SAID as NEWS_MAIL
from bot.tickets.upcoming import SAID as NEXT
from bot.tickets.words import SAID as TICKETS
from bot.translation.knowledge import ORGANISATIONS

TABLES: tuple[Table, ...] = (
    KINDS, TERMS, PACKAGES, GUARD, QUEUE, FILES, TICKETS, NEXT, CALL_TIMES, SIGNALS, CLOSE_REASONS, CODE_MAIL, NEWS_MAIL,
    LETTERS,
    ORGANISATIONS,
)  # fmt: skip
