"""Why a file is not taken, each with the sentence that the citizen reads."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from bot.language import DUTCH, Phrases, Table

LARGEST = 10 * 1024 * 1024
MOST = 5
LARGEST_PIXELS = 50_000_000


class Refusal(StrEnum):
    """What is wrong with a file, or with the moment at which it comes."""

    LEEG = "leeg"
    TE_GROOT = "te_groot"
    TE_VEEL = "te_veel"
    SOORT = "soort"
    HEIC = "heic"
    KAPOT = "kapot"
    TE_VEEL_BEELDPUNTEN = "te_veel_beeldpunten"
    PDF_ACTIEF = "pdf_actief"
    PDF_VERSLEUTELD = "pdf_versleuteld"
    VIRUS = "virus"
    GEEN_CONTROLE = "geen_controle"
    AFGESLOTEN = "afgesloten"
    DRUK = "druk"


WORDS = Table(
    "bestanden",
    {
        Refusal.LEEG: "Dit bestand is leeg. Kies een foto of een PDF.",
        Refusal.TE_GROOT: "Dit bestand is te groot. Een bestand mag hooguit 10 MB zijn.",
        Refusal.TE_VEEL: "Er kunnen hooguit {most} bestanden bij een verzoek. Dat aantal is bereikt.",
        Refusal.SOORT: "Dit soort bestand kunnen wij niet aannemen. Stuur een foto (JPEG, PNG of WebP) of een PDF.",
        Refusal.HEIC: (
            "Deze foto is in het formaat HEIC. Dat kunnen wij niet openen. "
            "Sla de foto op als JPEG, of maak er een schermafdruk van. Stuur die dan."
        ),
        Refusal.KAPOT: "Wij kunnen dit bestand niet openen. Misschien is het beschadigd. Maak een nieuwe foto of PDF.",
        Refusal.TE_VEEL_BEELDPUNTEN: (
            "Deze foto heeft te veel beeldpunten. Stuur een kleinere foto, bijvoorbeeld een schermafdruk."
        ),
        Refusal.PDF_ACTIEF: (
            "In deze PDF zit een programma, een formulier of een ander bestand. Die nemen wij niet aan. "
            "Stuur een foto van de brief, of druk de PDF af als een nieuwe PDF."
        ),
        Refusal.PDF_VERSLEUTELD: (
            "Deze PDF is beveiligd met een wachtwoord. Die kunnen wij niet controleren. Stuur een foto van de brief."
        ),
        Refusal.VIRUS: "De viruscontrole heeft iets gevonden in dit bestand. Wij hebben het niet bewaard.",
        Refusal.GEEN_CONTROLE: (
            "Wij kunnen bestanden nu niet op virussen controleren. Daarom nemen wij dit bestand nog niet aan. "
            "Probeer het later nog eens. Uw verzoek zelf gaat gewoon door."
        ),
        Refusal.AFGESLOTEN: "Dit verzoek is gesloten. Er kan nu geen bestand meer bij.",
        Refusal.DRUK: "Er worden nu te veel bestanden tegelijk gestuurd. Wacht even en probeer het dan opnieuw.",
    },
)
# What HTTP calls it. The file is the citizen's, so most are a 400; a 409 can be solved by nobody's other file.
STATUS: Mapping[Refusal, int] = MappingProxyType(
    {
        Refusal.TE_GROOT: 413,
        Refusal.SOORT: 415,
        Refusal.HEIC: 415,
        Refusal.TE_VEEL: 409,
        Refusal.AFGESLOTEN: 409,
        Refusal.GEEN_CONTROLE: 503,
        Refusal.DRUK: 503,
    }
)


class Refused(Exception):
    """A file that is not taken; nothing of it is kept. The words are for the citizen, the code for a machine."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why.value)
        self.why = why

    @property
    def words(self) -> str:
        """What is wrong and what to do, in B1 Dutch."""
        return self.said_in(DUTCH)

    def said_in(self, phrases: Phrases) -> str:
        """What is wrong and what to do."""
        return phrases.say(WORDS, self.why.value, most=MOST)

    @property
    def status(self) -> int:
        """The HTTP status that says the same."""
        return STATUS.get(self.why, 400)
