"""Everything that the API answers with: handlers answer through these models, and the description is made of them.

Names are Dutch, as on the wire. A model refuses what it does not know, so that nothing goes out by accident.
"""

from bot.web.api.shapes.attachments import Bijlage, Bijlagen
from bot.web.api.shapes.base import Shape
from bot.web.api.shapes.conversations import Gesprek, NieuwGesprek, Wachtrij, Wegwijzer
from bot.web.api.shapes.delivery import (
    Abonnement,
    Abonnementen,
    Afstemming,
    Dagtelling,
    Gebeurtenissen,
    NieuwAbonnement,
)
from bot.web.api.shapes.klantinteracties import Klantinteractie
from bot.web.api.shapes.tickets import (
    MOVES,
    Fout,
    Geschiedenisregel,
    Probleem,
    Teruggave,
    Ticket,
    TicketRegel,
    Tickets,
)

__all__ = [
    "MOVES",
    "Abonnement",
    "Abonnementen",
    "Afstemming",
    "Bijlage",
    "Bijlagen",
    "Dagtelling",
    "Fout",
    "Gebeurtenissen",
    "Geschiedenisregel",
    "Gesprek",
    "Klantinteractie",
    "NieuwAbonnement",
    "NieuwGesprek",
    "Probleem",
    "Shape",
    "Teruggave",
    "Ticket",
    "TicketRegel",
    "Tickets",
    "Wachtrij",
    "Wegwijzer",
]
