"""A made-up consultation in the proportions of the real one of 2022: 403 stories, each about a topic that we know.

The figures are those of annex 2 of the letter (Kamerstukken I 2021/22, 35 295, AF): reactions per ministry, 403 unique,
of which 299 public. Together the ministries have 498: 95 reactions belong to a second ministry as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

TABLE = {"SZW": 157, "VWS": 127, "OCW": 59, "BZK": 50, "JenV": 37, "FIN": 37, "IenW": 18, "EZK": 13}
UNIQUE, PUBLIC = 403, 299
# How many of a ministry's came first to it, so that 95 are left that another shares with it.
FIRST = {"SZW": 132, "VWS": 107, "OCW": 47, "BZK": 36, "JenV": 32, "FIN": 23, "IenW": 16, "EZK": 10}


@dataclass(frozen=True)
class Topic:
    """What several people report about one rule, each in their own words."""

    id: str
    ministry: str
    scheme: str
    openings: tuple[str, ...]
    middles: tuple[str, ...]
    ends: tuple[str, ...]

    def story(self, number: int) -> str:
        """The story of the `number`th person: another combination of what is said about it."""
        opening = self.openings[number % len(self.openings)]
        middle = self.middles[(number // len(self.openings)) % len(self.middles)]
        end = self.ends[(number // 2 + number) % len(self.ends)]
        return f"{opening} {middle} {end}"


TOPICS = (
    Topic(
        "kostendeler", "SZW", "bijstand",
        ("Mijn dochter woont weer thuis en nu word ik gekort op mijn bijstand.", "Sinds mijn zoon weer thuis woont is mijn uitkering lager door de kostendelersnorm.", "Door de kostendelersnorm kort de gemeente mijn uitkering omdat mijn dochter thuis woont."),
        ("Zij betaalt niets mee want zij heeft zelf geen geld.", "Hij kan geen eigen woning vinden.", "Een eigen woning is voor haar niet te vinden."),
        ("Moet ik mijn kind op straat zetten?", "Zo straft de kostendelersnorm wie een kind in huis neemt.", "Samen wonen maakt ons armer."),
    ),
    Topic(
        "giften", "SZW", "bijstand",
        ("Mijn moeder geeft mij boodschappen en dat moet ik opgeven als gift.", "Van een gift van mijn ouders werd mijn bijstand gekort.", "Ik kreeg boodschappen van familie en de gemeente ziet die giften als inkomen."),
        ("Giften en boodschappen worden van de uitkering afgetrokken.", "De gemeente vorderde de giften terug.", "Een gift telt meteen als inkomen."),
        ("Hulp van familie wordt zo bestraft.", "Niemand durft nog boodschappen te geven.", "Een gift is geen loon."),
    ),
    Topic(
        "partnertoets", "SZW", "wajong",
        ("Ik heb een Wajong en ging samenwonen, daardoor verlies ik mijn toeslag.", "Samenwonen met mijn vriend kost mij mijn Wajong toeslag.", "Als jonggehandicapte kan ik niet samenwonen zonder inkomen te verliezen."),
        ("Het inkomen van mijn partner telt helemaal mee.", "Door de partner word ik afhankelijk.", "Wij wonen daarom apart terwijl wij willen samenwonen."),
        ("Liefde mag geen inkomen kosten.", "Ik word afhankelijk van mijn partner.", "Samenwonen moet kunnen met een beperking."),
    ),
    Topic(
        "keuring", "SZW", "wia_wga",
        ("Ik wacht al maanden op de keuring door de verzekeringsarts.", "De herbeoordeling door de keuringsarts duurt eindeloos.", "Na twee jaar ziekte is er geen verzekeringsarts voor mijn keuring."),
        ("Intussen leef ik van een voorschot.", "Het voorschot moet ik misschien terugbetalen.", "Zonder keuring krijg ik alleen een voorschot."),
        ("De wachttijd voor de arts maakt mij zieker.", "Ik weet niet waar ik aan toe ben.", "Er zijn te weinig artsen."),
    ),
    Topic(
        "pgb_papier", "VWS", "pgb_svb",
        ("Voor het pgb van mijn kind moet ik elk kwartaal formulieren invullen.", "De administratie van het pgb is onmogelijk naast de zorg voor mijn kind.", "Elke wijziging in het pgb betekent nieuwe formulieren en overeenkomsten."),
        ("De zorgverlener wordt niet uitbetaald als een formulier mist.", "Een fout in de overeenkomst stopt de uitbetaling.", "De administratie kost mij uren per week."),
        ("Zorg zou voor papier moeten gaan.", "De formulieren putten mij uit.", "Dit pgb is te ingewikkeld."),
    ),
    Topic(
        "achttien", "VWS", "jeugdhulp",
        ("Mijn zoon werd achttien en verloor zijn jeugdhulp op zijn verjaardag.", "Bij achttien jaar stopt de jeugdhulp en begint alles opnieuw.", "Onze dochter is achttien en valt tussen jeugdhulp en volwassen zorg."),
        ("De behandelaar moest stoppen en er is een wachtlijst.", "Voor volwassenen geldt een wachtlijst van een jaar.", "De overgang naar zorg voor volwassenen is niet geregeld."),
        ("Een verjaardag mag geen behandeling afbreken.", "De overgang moet soepeler.", "Hij zit nu thuis zonder behandelaar."),
    ),
    Topic(
        "wanbetaler", "VWS", "wanbetaler",
        ("Door een achterstand in de zorgpremie betaal ik nu een boete bovenop de premie.", "Ik sta als wanbetaler bij het CAK en betaal een opslag op mijn zorgpremie.", "De bestuursrechtelijke premie is hoger dan mijn gewone zorgpremie."),
        ("Daardoor groeit mijn schuld alleen maar.", "Met die opslag kom ik nooit van de schuld af.", "De opslag maakt de schuld groter."),
        ("Wie arm is betaalt meer premie.", "Een wanbetaler kan niet meer betalen, dat is het punt.", "De opslag helpt niemand."),
    ),
    Topic(
        "thuiszitter", "OCW", "leerplicht",
        ("Mijn hoogbegaafde kind zit thuis omdat geen school passend onderwijs biedt.", "Onze zoon is hoogbegaafd en de school weigert hem, hij is thuiszitter.", "Geen enkele school heeft passend onderwijs voor ons hoogbegaafde kind."),
        ("Toch dreigt de leerplichtambtenaar met een boete.", "De leerplichtambtenaar maakte proces-verbaal op.", "De leerplicht geldt wel maar een passende school is er niet."),
        ("Een thuiszitter is geen spijbelaar.", "Geef ruimte voor onderwijs op maat.", "De leerplicht past hier niet."),
    ),
    Topic(
        "bijverdienen", "OCW", "stufi",
        ("Mijn studiefinanciering wordt teruggevorderd omdat ik bijverdiende.", "Door een bijbaan moet ik de aanvullende beurs terugbetalen.", "DUO vordert mijn beurs terug vanwege mijn bijbaan."),
        ("Ik had dat geld nodig voor de huur van mijn kamer.", "Zonder bijbaan kon ik mijn kamer niet betalen.", "De grens voor bijverdienen kende ik niet."),
        ("Werken naast de studie wordt bestraft.", "De bijverdiengrens is onduidelijk.", "Nu heb ik een studieschuld erbij."),
    ),
    Topic(
        "medebewoner", "BZK", "huurtoeslag",
        ("Mijn huurtoeslag stopte omdat mijn inwonende moeder als medebewoner telt.", "Het inkomen van een medebewoner telt mee voor de huurtoeslag.", "Ik nam mijn zieke moeder in huis en verloor de huurtoeslag."),
        ("De huur kan ik nu niet meer opbrengen.", "Het vermogen van de medebewoner werd meegeteld.", "Haar pensioen telt mee voor mijn huur."),
        ("Mantelzorg in huis kost huurtoeslag.", "Een medebewoner betaalt mijn huur niet.", "Zorgen voor je moeder moet kunnen."),
    ),
    Topic(
        "briefadres", "BZK", "brp",
        ("De gemeente schreef mij uit de basisregistratie en nu heb ik geen adres.", "Zonder briefadres kan ik mij niet inschrijven in de basisregistratie.", "Ik werd uitgeschreven en krijg geen briefadres."),
        ("Zonder inschrijving krijg ik geen zorgverzekering en geen uitkering.", "Alles hangt aan die inschrijving.", "Door de uitschrijving stopte mijn verzekering."),
        ("Wie geen adres heeft bestaat niet.", "Een briefadres moet een recht zijn.", "Zo kom ik nooit uit de opvang."),
    ),
    Topic(
        "verhoging", "JenV", "verkeersboete",
        ("Een verkeersboete van 60 euro is door verhogingen 180 euro geworden.", "De aanmaning verdubbelde mijn boete terwijl ik in het ziekenhuis lag.", "Door twee verhogingen kan ik mijn verkeersboete niet betalen."),
        ("De eerste brief heb ik nooit gezien.", "De verhoging komt automatisch, zonder gesprek.", "Na de aanmaning verdriedubbelde het bedrag."),
        ("Verhogingen raken wie weinig heeft.", "Een boete verhogen lost geen betaling op.", "Laat iemand eerst bellen voor een verhoging."),
    ),
    Topic(
        "gezinshereniging", "JenV", "verblijf",
        ("Mijn vrouw mag niet komen omdat mijn inkomen net onder de inkomenseis ligt.", "De inkomenseis voor gezinshereniging haal ik niet met een tijdelijk contract.", "Door de inkomenseis woont ons gezin al jaren gescheiden."),
        ("Mijn kind groeit op zonder vader.", "Een vast contract krijg je niet meer.", "De IND wees de verblijfsvergunning af."),
        ("Een gezin hoort bij elkaar.", "De inkomenseis is te star.", "Wij missen elkaar elke dag."),
    ),
    Topic(
        "terugbetalen", "FIN", "toeslag_terug",
        ("Ik moet duizenden euro toeslag terugbetalen omdat mijn inkomen wisselt.", "Door een wisselend inkomen moet ik elk jaar toeslagen terugbetalen.", "De definitieve berekening zegt dat ik toeslag moet terugbetalen."),
        ("Vooraf schatten lukt niet als je flexwerker bent.", "Met wisselende uren klopt een schatting nooit.", "Als flexwerker weet ik mijn inkomen pas achteraf."),
        ("Het voorschotstelsel past niet bij flexwerk.", "Ik durf geen toeslag meer aan te vragen.", "Terugbetalen brengt mij in de schulden."),
    ),
    Topic(
        "rijbewijs", "IenW", "rijgeschiktheid",
        ("Het CBR doet maanden over mijn gezondheidsverklaring.", "Voor mijn diabetes moet ik telkens opnieuw gekeurd worden voor het rijbewijs.", "Door de wachttijd bij het CBR verloor ik mijn rijbewijs."),
        ("Zonder rijbewijs kan ik niet naar mijn werk.", "De keuring door een specialist betaal ik zelf.", "De specialist heeft een wachttijd van maanden."),
        ("Een keuring per jaar is te vaak.", "Mijn werk hangt van het rijbewijs af.", "De kosten van de keuring zijn hoog."),
    ),
    Topic(
        "stadswarmte", "EZK", "warmte",
        ("Ik zit vast aan stadswarmte en kan niet overstappen naar een andere leverancier.", "De prijs van het warmtenet is gekoppeld aan gas en niemand kan overstappen.", "Voor stadswarmte betaal ik vaste kosten ook als ik niets verbruik."),
        ("De vaste kosten zijn hoger dan mijn verbruik.", "Er is maar een leverancier van warmte.", "De koppeling aan de gasprijs is oneerlijk."),
        ("Geef huurders van een warmtenet keuze.", "Warmte moet betaalbaar zijn.", "De vaste kosten moeten omlaag."),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Reaction:
    """One reaction: its topic, words, whether it may be public, and who shares it with the first ministry."""

    number: int
    topic: Topic
    story: str
    public: bool
    shared_with: str | None


def reactions() -> Iterator[Reaction]:
    """The 403 reactions; the same every time."""
    shares = list(_shares())
    number = 0
    for ministry, many in FIRST.items():
        topics = [topic for topic in TOPICS if topic.ministry == ministry]
        for place in range(many):
            topic = topics[place % len(topics)]
            story = topic.story(place // len(topics))
            other = _take(shares, ministry)
            # Spread evenly over the ministries: 299 of 403.
            public = (number + 1) * PUBLIC // UNIQUE > number * PUBLIC // UNIQUE
            yield Reaction(number, topic, story, public, other)
            number += 1


def _shares() -> Iterator[str]:
    for ministry, whole in TABLE.items():
        yield from [ministry] * (whole - FIRST[ministry])


def _take(shares: list[str], owner: str) -> str | None:
    """Somebody who still needs a shared reaction, other than who has it already."""
    found = next((one for one in shares if one != owner), None)
    if found is not None:
        shares.remove(found)
    return found
