"""The mails of delivery: that there is something, and where; never what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.language import DUTCH, NL, Phrases, Table
from bot.mail import Mail, Mailer, MailUnavailable, RecipientRefused
from bot.tickets.delivery.events import Waiting
from bot.tickets.delivery.outcome import Code, Delivered, Failed, Later, Outcome
from bot.tickets.numbers import SIGNAL, parse_number

_NEWS = (
    "Goedendag,\n\n"
    "Er is nieuws over uw %s met nummer {nummer}.\n\n"
    "U leest het op deze pagina:\n{adres}/status\n\n"
    "Vul daar uw nummer en uw code in. De code kreeg u toen u uw %s verstuurde.\n"
    "U kunt niet op deze mail antwoorden.\n\n"
    "Met vriendelijke groet,\n{naam}\n"
)
SAID = Table(
    "nieuwsmail",
    {
        "onderwerp_verzoek": "Er is nieuws over uw verzoek",
        "tekst_verzoek": _NEWS % ("verzoek", "verzoek"),
        "onderwerp_melding": "Er is nieuws over uw melding",
        "tekst_melding": _NEWS % ("melding", "melding"),
    },
)
CODE_SAID = Table(
    "codemail",
    {
        "onderwerp": "Uw nieuwe code",
        "tekst": (
            "Goedendag,\n\n"
            "U vroeg een nieuwe code voor uw verzoek met nummer {nummer}.\n\n"
            "Uw nieuwe code is: {code}\n"
            "Uw oude code werkt niet meer.\n\n"
            "U kunt uw verzoek hier bekijken:\n{adres}/status\n\n"
            "Hebt u dit niet zelf gevraagd? Dan weet iemand uw nummer en uw e-mailadres. "
            "Die persoon kan uw verzoek niet zien. Gebruik voortaan deze nieuwe code.\n"
            "U kunt niet op deze mail antwoorden.\n\n"
            "Met vriendelijke groet,\n{naam}\n"
        ),
    },
)


@dataclass(frozen=True)
class Counts:
    """What an organisation has to do: `new` not opened yet, `late`, `waiting` for the citizen."""

    new: int = 0
    late: int = 0
    waiting: int = 0

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.new or self.late or self.waiting)


@dataclass(frozen=True)
class Writer:
    """Writes the mails. `base_url` and `name` are the operator's; `phrases` gives the sentences of a language."""

    base_url: str
    name: str
    phrases: Callable[[str], Phrases] = lambda _language: DUTCH

    def notice(self, mailbox: str, rows: Sequence[Waiting]) -> Mail:
        """That something has come, how much, and where to read it."""
        many, first = len(rows), min(row.event_id for row in rows)
        what = "1 nieuw bericht" if many == 1 else f"{many} nieuwe berichten"
        return Mail(
            to=mailbox,
            subject=f"Loket: {what}",
            text=(
                f"Er {'staat' if many == 1 else 'staan'} {what} voor u klaar in het loket.\n\n"
                f"Log in en lees ze hier:\n{self.base_url}/uitvoerder/\n\n"
                "In deze mail staan geen gegevens van burgers. U kunt er niet op antwoorden.\n\n"
                f"{self.name}\n"
            ),
            key=f"bericht|{first}",
            event_id=first,
        )

    def digest(self, organisation: str, mailbox: str, counts: Counts, day: str) -> Mail:
        """How things stand this morning, in figures."""
        return Mail(
            to=mailbox,
            subject=f"Loket: overzicht van {day}",
            text=(
                "Zo staan de verzoeken in het loket ervoor:\n\n"
                f"Nieuw, nog niet geopend: {counts.new}\n"
                f"Te laat: {counts.late}\n"
                f"Wachten op antwoord van de burger: {counts.waiting}\n\n"
                f"Log in en lees ze hier:\n{self.base_url}/uitvoerder/\n\n"
                "In deze mail staan geen gegevens van burgers. U kunt er niet op antwoorden.\n\n"
                f"{self.name}\n"
            ),
            key=f"overzicht|{organisation}|{day}",
        )

    def to_citizen(self, address: str, row: Waiting, language: str = NL) -> Mail:
        """That there is news about a request or signal, and where: no word of what it is about."""
        phrases = self.phrases(language)
        what = "verzoek" if parse_number(row.subject, SIGNAL) is None else "melding"
        return Mail(
            to=address,
            subject=phrases.say(SAID, f"onderwerp_{what}"),
            text=phrases.say(SAID, f"tekst_{what}", nummer=row.subject, adres=self.base_url, naam=self.name),
            key=f"burger|{row.event_id}",
            event_id=row.event_id,
        )

    def new_code(self, address: str, code: str, row: Waiting, language: str = NL) -> Mail:
        """The code that is the ticket's from now on."""
        phrases = self.phrases(language)
        return Mail(
            to=address,
            subject=phrases.say(CODE_SAID, "onderwerp"),
            text=phrases.say(
                CODE_SAID, "tekst", nummer=row.subject, code=code, adres=self.base_url, naam=self.name
            ),
            key=f"code|{row.event_id}",
            event_id=row.event_id,
        )


async def post(mailer: Mailer, mail: Mail) -> Outcome:
    """How sending a mail ended, as delivery counts it; a mailbox that refuses is a failed delivery."""
    try:
        await mailer.send(mail)
    except RecipientRefused:
        return Failed(Code.MAILBOX_GEWEIGERD)
    except MailUnavailable:
        return Later(Code.MAILSERVER, hold=True)
    return Delivered("mail")
