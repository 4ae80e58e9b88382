"""A call as a text: for paper, and as a block for the organisation's own system. Pure."""

from __future__ import annotations

from bot.desk.view import CallView
from bot.doors.draft import Draft
from bot.doors.knowledge import Knowledge
from bot.doors.packages import Package, packages
from bot.law import dutch_date


def handed_over(knowledge: Knowledge, draft: Draft) -> list[Package]:
    """What goes, or went, to whom."""
    return packages(knowledge, knowledge.doors[draft.door], draft)


def text_block(
    knowledge: Knowledge, call: CallView, draft: Draft | None, moment: str, *, note: bool = True
) -> str:
    """The call as plain text, a line per fact; `moment` is when it was held, in words.

    `note`: with the note that was kept, which is no text for the citizen.
    """
    lines = ["OEFENING: er is niets verstuurd"] if call.practice else []
    lines += [f"Kanaal: {call.channel}", f"Moment: {moment}"]
    if call.door_name:
        lines.append(f"Onderwerp: {call.door_name}")
    for receipt in call.receipts:
        kind = "Melding" if receipt.is_signal else "Nummer"
        lines.append(f"{kind}: {receipt.number}")
    if draft is not None:
        for package in handed_over(knowledge, draft):
            lines += ["", f"{'Doorgegeven aan' if call.receipts else 'Voor'}: {package.name}"]
            if package.summary:
                lines.append(f"Samenvatting: {package.summary}")
            lines += [f"{line.label}: {line.shown}" for line in package.lines]
            for told in package.terms:
                if told.term is not None and told.term.last_day is not None:
                    lines.append(f"Termijn: {told.term.name}, laatste dag {dutch_date(told.term.last_day)}")
    if call.consent_at is not None:
        lines += ["", f"Akkoord met doorsturen: mondeling, gehoord door {call.consent_by}"]
    if note and call.note and call.keep_note:
        lines += ["", f"Notitie: {call.note}"]
    return "\n".join(lines)
