"""The ready text with which a coordinator sends a ticket on to an organisation that is not connected."""

from bot.tickets.views import TicketView
from bot.tickets.watching import local_day
from bot.tickets.words import Names


def forwarding_text(ticket: TicketView, names: Names) -> str:
    """A letter or e-mail that holds all that the receiver gets, and nothing that it does not.

    Whoever receives what belongs to another body forwards it at once and tells the sender: Awb art. 2:3
    (https://wetten.overheid.nl/BWBR0005537).
    """
    receiver = names(ticket.intended_for or ticket.organisation)
    lines = [
        f"Aan: {receiver}",
        f"Onderwerp: doorgestuurd verzoek {ticket.number}",
        "",
        "Geachte heer of mevrouw,",
        "",
        f"Wij ontvingen op {local_day(ticket.received_at):%d-%m-%Y} het verzoek hieronder. "
        "Het hoort volgens ons bij u. Wij sturen het daarom door (artikel 2:3 Awb).",
        "",
        ticket.summary,
        "",
    ]
    lines += [f"{field['label']}: {field['shown']}" for field in ticket.fields]
    way = (ticket.contact or {}).get("adres")
    if way and not any(str(way) in line for line in lines):
        lines.append(f"Bereikbaar via: {way}")
    lines += ["", "In de eigen woorden van de burger:", ticket.own_words, ""]
    if ticket.possible_objection:
        lines += ["Let op: dit kan een bezwaar zijn. Beoordeelt u dat zelf (artikel 6:15 Awb).", ""]
    lines += [
        "Wilt u de burger en ons laten weten dat u dit verzoek hebt ontvangen?",
        "",
        "Met vriendelijke groet,",
        "het loket",
    ]
    return "\n".join(lines)
