"""Every address of the public application, in the order in which they are tried."""

from __future__ import annotations

from bot.web import account, face, provider, second_factor, staff
from bot.web.api import description, health, operations
from bot.web.citizen import attachments as citizen_attachments
from bot.web.citizen import chat, form, own_conversation, own_data, status, waiting
from bot.web.citizen import letters as citizen_letters
from bot.web.desk import calls as desk_calls
from bot.web.desk import chats
from bot.web.desk import codes as desk_codes
from bot.web.desk import lookup as desk_lookup
from bot.web.desk import notices as desk_notices
from bot.web.desk import overview as desk_overview
from bot.web.desk import papers as desk_papers
from bot.web.desk import register as desk_register
from bot.web.inbox import alike, canned, case, deliveries, learning, lists, presence
from bot.web.inbox import attachments as inbox_attachments
from bot.web.inbox import pages as inbox
from bot.web.signals.wiring import ROUTES as SIGNAL_ROUTES

ROUTES = (
    face.ROUTES,
    chat.ROUTES,
    waiting.ROUTES,
    form.ROUTES,
    status.ROUTES,
    citizen_attachments.ROUTES,
    own_data.ROUTES,
    own_conversation.ROUTES,
    inbox_attachments.ROUTES,
    citizen_letters.ROUTES,
    staff.ROUTES,
    second_factor.ROUTES,
    provider.ROUTES,
    account.ROUTES,
    chats.ROUTES,
    desk_overview.ROUTES,
    learning.ROUTES,
    deliveries.ROUTES,
    lists.ROUTES,
    canned.ROUTES,
    case.ROUTES,
    alike.ROUTES,
    presence.ROUTES,
    inbox.ROUTES,
    SIGNAL_ROUTES,
    desk_calls.ROUTES,
    desk_papers.ROUTES,
    desk_lookup.ROUTES,
    desk_codes.ROUTES,
    desk_notices.ROUTES,
    desk_register.ROUTES,
    operations.ROUTES,
    description.ROUTES,
    health.ROUTES,
)
