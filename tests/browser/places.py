"""Every page and state that people can see. Tests look at a sample of them, `make looks` pictures them all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page

from tests.browser.walks import (
    CONTESTED,
    DAUGHTER,
    DEBTS,
    FINE,
    PARTNER,
    Walk,
    asked,
    broken,
    deleting,
    device_code,
    framed,
    larger,
    lost,
    lost_code,
    opened,
    pressed,
    receipt,
    said,
    status_attached,
    status_deleting,
    too_long,
    with_attachment,
    wrong_code,
)
from tests.browser.walks_staff import (
    ALL_TOLD,
    ANSWER,
    QUESTION,
    TAKEN,
    asked_for_code,
    attached_ticket,
    case_of_coordinator,
    chat_of_desk,
    code_calls,
    code_given,
    deleted_ticket,
    desk,
    desk_looked_up,
    desk_summary,
    first_cluster,
    full_inbox,
    half_logged_in,
    in_the_queue,
    inbox,
    inside_of,
    linked,
    open_cases,
    published,
    queue_of_desk,
    recovery_codes,
    refused_page,
    second_step,
    status_of,
    ticket_of,
    to_learn,
    to_publish,
    undelivered,
    waiting,
    with_a_person,
    work,
    wrong_login,
)
from tests.conftest import RunningLoket


@dataclass(frozen=True)
class Place:
    """One page in one state: what its title must hold, how to get there, and the route of which it is the picture."""

    title: str
    steps: Walk
    route: str | None = None

    def walk(self, person: BrowserContext, loket: RunningLoket) -> Page:
        """The page, in that state; fails when it is another page."""
        page = self.steps(person, loket)
        assert self.title in page.title(), f"'{page.title()}' is not '{self.title}'"
        if self.route is not None:
            shape = re.sub(r"\{[^}]+\}", "[^/]+", self.route)
            place = urlsplit(page.url).path
            assert re.fullmatch(shape, place), f"'{place}' is not '{self.route}'"
        return page


BEGIN, STATUS, ERROR = "Uw vraag", "Waar is mijn verzoek?", "Fout:"

# What axe looks at in the tests: one of each sort of page. The key is also the picture's name.
SAMPLE: dict[str, Place] = {
    "start": Place(BEGIN, opened("/"), route="/"),
    "vraag-ja-nee": Place(BEGIN, asked(FINE, "schulden.0.eens")),
    "vraag-meer-keuzes": Place(BEGIN, asked(FINE, "gebeurd")),
    "vraag-niet-begrepen": Place(BEGIN, asked(FINE, "schulden.0.datum_brief", "31 februari")),
    "overzicht": Place(BEGIN, asked(DAUGHTER, "akkoord")),
    "verstuurd": Place(BEGIN, asked(PARTNER, "nog_iets")),
    "te-lang": Place(ERROR, too_long),
    "status": Place(STATUS, opened("/status"), route="/status"),
    "status-verkeerde-code": Place(ERROR, wrong_code),
    "ontvangstbewijs": Place("Bewijs van ontvangst", receipt, route="/ontvangstbewijs"),
    "verder-code": Place("Verder op een ander apparaat", device_code),
    "privacy": Place("Uw privacy", opened("/privacy"), route="/privacy"),
    "ingebed": Place(BEGIN, framed("/ingebed")),
    "formulier": Place("betal", opened("/formulier/betalingsregeling"), route="/formulier/{deur}"),
    "formulier-fouten": Place(ERROR, opened("/formulier/mens_spreken", "Verder")),
    "inloggen": Place("Inloggen", opened("/uitvoerder/inloggen"), route="/uitvoerder/inloggen"),
    "gesprek-verwijderen": Place(
        "Gesprek verwijderen", deleting(PARTNER, "nog_iets"), route="/gesprek/verwijderen"
    ),
    "inbox-verwijderd": Place("Verwijderd: L26-", deleted_ticket),
    "niet-gevonden": Place("", opened("/bestaat-niet")),
    "inbox": Place("Verzoeken", inbox("cjib", FINE), route="/uitvoerder/"),
    "ticket": Place("L26-", ticket_of("toeslagen", PARTNER), route="/uitvoerder/{nummer}"),
    "overzicht-regisseur": Place(
        "Overzicht", work("regisseur", "/balie/overzicht"), route="/balie/overzicht"
    ),
    "chats": Place("Chats", work("balie", "/balie/chats"), route="/balie/chats"),
    "tweede-stap": Place("Tweede stap", second_step),
    "balie": Place("Gesprekken", work("balie", "/balie/"), route="/balie/"),
    "balie-gesprek": Place("eens met de boete", desk(), route="/balie/gesprek/{id}"),
    "balie-doorgegeven": Place("Doorgegeven", desk(ALL_TOLD, "ja")),
    "balie-codes": Place("Terugbellen", code_calls, route="/balie/codes"),
    "balie-opzoeken": Place("opzoeken", work("balie", "/balie/opzoeken"), route="/balie/opzoeken"),
    "status-vraag": Place(
        STATUS, status_of("tickets", FINE, *(("cjib", *form) for form in (*TAKEN, ("vraagburger", QUESTION))))
    ),
}
# All the rest, for `make looks`.
PLACES: dict[str, Place] = SAMPLE | {
    "verder": Place("Verder op een ander apparaat", opened("/verder"), route="/verder"),
    "verder-fout": Place(ERROR, opened("/verder", "Ga verder")),
    "code-kwijt": Place("Code kwijt", opened("/status/code-kwijt"), route="/status/code-kwijt"),
    "over": Place("Voor wie is dit loket?", opened("/over"), route="/over"),
    "hoe-het-werkt": Place("Hoe de assistent werkt", opened("/hoe-het-werkt"), route="/hoe-het-werkt"),
    "toegankelijkheid": Place("Toegankelijkheid", opened("/toegankelijkheid"), route="/toegankelijkheid"),
    "ingebed-begin": Place("Gesprek met", opened("/ingebed"), route="/ingebed"),
    "ingebed-andere-huisstijl": Place(BEGIN, framed("/ingebed?thema=voorbeeldstad")),
    "vraag-datum": Place(BEGIN, asked(FINE, "schulden.0.datum_brief")),
    "vraag-kenmerk": Place(BEGIN, asked(FINE, "schulden.0.kenmerk")),
    "vraag-nog-een": Place(BEGIN, asked(FINE, "schulden")),
    "vraag-bedrag": Place(BEGIN, asked(FINE, "per_maand")),
    "vraag-periode": Place(BEGIN, asked(FINE, "sinds")),
    "vraag-keuze": Place(BEGIN, asked(FINE, "voor_wie")),
    "vraag-naam": Place(BEGIN, asked(FINE, "naam")),
    "vraag-contact": Place(BEGIN, asked(FINE, "contact")),
    "vraag-lange-tekst": Place(BEGIN, asked(PARTNER, "wat_moet")),
    "vraag-geboortedatum": Place(BEGIN, asked(PARTNER, "geboortedatum")),
    "vraag-postcode": Place(BEGIN, asked(PARTNER, "postcode")),
    "vraag-gevolgen": Place(BEGIN, asked(DAUGHTER, "gevolgen")),
    "vraag-zichtbaar": Place(BEGIN, asked(DAUGHTER, "zichtbaar")),
    "vraag-welke": Place(BEGIN, asked(DAUGHTER, "welke_organisatie")),
    "vraag-welk-van-twee": Place(BEGIN, said("ik kan mijn parkeerboete niet betalen")),
    "vraag-overgeslagen": Place(BEGIN, asked(FINE, "schulden.0.kenmerk", "sla over")),
    "vraag-uitleg": Place(BEGIN, asked(FINE, "schulden.0.eens", "wat betekent dat?")),
    "bezwaar-termijn": Place(BEGIN, asked(CONTESTED, "nog_iets")),
    "deur-onzeker": Place(BEGIN, said("er klopt iets niet")),
    "niets-herkend": Place(BEGIN, said("asdf qwer", "zxcv")),
    "spoed": Place(BEGIN, said("we worden morgen uit huis gezet en de kinderen hebben niks te eten")),
    "stoppen": Place(BEGIN, asked(FINE, "schulden.0.eens", "stop")),
    "gestopt": Place(BEGIN, asked(FINE, "schulden.0.eens", "stop", "ja")),
    "bsn-afgedekt": Place(BEGIN, said("mijn bsn is 111222333 en ik kan mijn boete niet betalen")),
    "overzicht-schulden": Place(BEGIN, asked(DEBTS, "akkoord")),
    "wijzigen": Place(BEGIN, asked(FINE, "akkoord", "ik wil iets wijzigen")),
    "verstuurd-signaal": Place(BEGIN, asked(DAUGHTER, "nog_iets")),
    "gesprek-verwijderd": Place("Gesprek verwijderd", deleting(FINE, "contact", sure=True)),
    "gesprek-kwijt": Place(BEGIN, lost),
    "formulier-signaal": Place("", opened("/formulier/knellende_regel")),
    "status-nieuw": Place(STATUS, status_of("tickets", FINE)),
    "status-signaal": Place(STATUS, status_of("signalen", DAUGHTER)),
    "status-afgehandeld": Place(
        STATUS, status_of("tickets", FINE, *(("cjib", *form) for form in (*TAKEN, ("handelaf", ANSWER))))
    ),
    "account": Place("Mijn account", work("balie", "/account"), route="/account"),
    "inloggen-fout": Place(ERROR, wrong_login),
    "balie-fout": Place(ERROR, desk("31 februari")),
    "balie-voorlezen": Place("akkoord", desk(ALL_TOLD)),
    "balie-zonder-deur": Place("bereiken", desk(words="er klopt iets niet")),
    "balie-samenvatting": Place("Samenvatting", desk_summary, route="/balie/gesprek/{id}/samenvatting"),
    "balie-verzoek": Place("L26-", desk_looked_up, route="/balie/opzoeken/{nummer}"),
    "balie-toetsen": Place("Sneltoetsen", work("balie", "/balie/toetsen"), route="/balie/toetsen"),
    "balie-register": Place(
        "Wie doet wat", work("balie", "/balie/register?q=huurtoeslag"), route="/balie/register"
    ),
    "balie-berichten": Place("Berichten", work("regisseur", "/balie/berichten"), route="/balie/berichten"),
    "balie-inzagen": Place("Wie zag", work("regisseur", "/balie/inzagen"), route="/balie/inzagen"),
    "inbox-zoeken": Place("Gevonden", work("cjib", "/uitvoerder/?q=boete")),
    "standaardantwoorden": Place(
        "Standaardantwoorden",
        work("cjib", "/uitvoerder/standaardantwoorden"),
        route="/uitvoerder/standaardantwoorden",
    ),
    "sneltoetsen": Place(
        "Sneltoetsen", work("cjib", "/uitvoerder/sneltoetsen"), route="/uitvoerder/sneltoetsen"
    ),
    "inbox-leeg": Place("Verzoeken", inbox("rdw")),
    "inbox-afgehandeld": Place("Afgehandelde", inbox("cjib", closed=True)),
    "inbox-regisseur": Place("Verzoeken", inbox("regisseur", "a person takes over with all that was told")),
    "ticket-schulden": Place("L26-", ticket_of("cjib", DEBTS)),
    "ticket-regel": Place("L26-", ticket_of("gemeente-0855", DAUGHTER)),
    "ticket-in-behandeling": Place("L26-", ticket_of("cjib", FINE, *TAKEN)),
    "ticket-zonder-uitleg": Place(ERROR, ticket_of("cjib", FINE, *TAKEN, ("handelaf", ""))),
    "ticket-afgehandeld": Place("L26-", ticket_of("cjib", FINE, *TAKEN, ("handelaf", ANSWER))),
    "ticket-regisseur": Place("L26-", ticket_of("regisseur", "a person takes over with all that was told")),
    "openbare-signalen": Place(
        "Waar regels knellen", opened("/signalen/openbaar"), route="/signalen/openbaar"
    ),
    "signalen-overzicht": Place("Signalen", work("ministerie-szw", "/signalen/"), route="/signalen/"),
    "signalen-lijst": Place(
        "Signalen zoeken", work("ministerie-szw", "/signalen/lijst"), route="/signalen/lijst"
    ),
    "signalen-clusters": Place(
        "Clusters", work("ministerie-szw", "/signalen/clusters"), route="/signalen/clusters"
    ),
    "inbox-vragen": Place(
        "Vragen van ministeries", work("gemeente-0855", "/uitvoerder/gevraagd"), route="/uitvoerder/gevraagd"
    ),
    "signalen-open-zaken": Place("Open zaken", open_cases(), route="/signalen/{nummer}/open-zaken"),
    "signalen-cluster-open-zaken": Place(
        "Open zaken",
        linked(first_cluster, "Open zaken over dezelfde regel"),
        route="/signalen/clusters/{cluster}/open-zaken",
    ),
    "inbox-vraag": Place(
        "Vraag van", open_cases(answering="gemeente-0855"), route="/uitvoerder/gevraagd/{vraag}"
    ),
    "signalen-producten": Place(
        "Producten", work("ministerie-szw", "/signalen/producten"), route="/signalen/producten"
    ),
    "signalen-aanleveren": Place(
        "Patroon melden", work("ministerie-szw", "/signalen/aanleveren"), route="/signalen/aanleveren"
    ),
    "signalen-openbaar-maken": Place(
        "Openbaar maken", work("regisseur", "/signalen/openbaar-maken"), route="/signalen/openbaar-maken"
    ),
    "code-kwijt-fout": Place(ERROR, pressed("/status/code-kwijt", "Stuur mij een nieuwe code")),
    "code-kwijt-gevraagd": Place("Code kwijt", lost_code),
    "grootste-tekst": Place(BEGIN, larger),
    "bijlage": Place(BEGIN, with_attachment),
    "status-bijlage": Place(STATUS, status_attached),
    "status-verwijderen": Place(STATUS, status_deleting(sure=False)),
    "status-verwijderd": Place("", status_deleting(sure=True)),
    "herstelcodes": Place("erstelcodes", recovery_codes),
    "geen-toegang": Place("", refused_page),
    "inbox-vijftig": Place("Verzoeken", full_inbox),
    "ticket-bijlage": Place("L26-", attached_ticket),
    "ticket-dossier": Place("Dossier", case_of_coordinator, route="/uitvoerder/dossier/{nummer}"),
    "ticket-zelfde-regel": Place(
        "Zelfde regel",
        linked(ticket_of("toeslagen", PARTNER), "dezelfde regel"),
        route="/uitvoerder/{nummer}/zelfde-regel",
    ),
    "ticket-wie": Place("", inside_of(ticket_of("cjib", FINE)), route="/uitvoerder/{nummer}/wie"),
    "leren": Place("leren", to_learn, route="/uitvoerder/leren"),
    "niet-afgeleverd": Place("", undelivered, route="/uitvoerder/afleveringen"),
    "balie-code-gegeven": Place("Nieuwe code", code_given),
    "signalen-cluster": Place("", first_cluster, route="/signalen/clusters/{cluster}"),
    "signalen-signaal": Place(
        "S26-", linked(work("ministerie-szw", "/signalen/lijst"), "^S26-"), route="/signalen/{nummer}"
    ),
    "signalen-openbaar-verhaal": Place("Openbaar maken", to_publish),
    "openbaar-verhaal": Place("Waar regels knellen", published),
    # From here on somebody of the desk is there: that changes what is offered to who asks for a person.
    "mens-aangeboden": Place(BEGIN, waiting),
    "mens-wachten": Place(BEGIN, in_the_queue),
    "mens-praat": Place(BEGIN, with_a_person),
    "chats-rij": Place("Chats", queue_of_desk),
    "chats-wekker": Place("Chats", work("balie", "/balie/chats/leven"), route="/balie/chats/leven"),
    "chat": Place("", chat_of_desk, route="/balie/chats/{chat}"),
}
# With a loket whose engine does not run.
WITHOUT_ENGINE: dict[str, Place] = {
    "start-zonder-assistent": Place(BEGIN, opened("/")),
    "formulier-zonder-assistent": Place(ERROR, opened("/formulier/herstel_fout", "Verder")),
    # The last: it breaks something, and mends it.
    "fout-van-ons": Place("Er ging bij ons iets mis", broken),
}
# With one that demands a second step at every log-in.
STRICT: dict[str, Place] = {
    "inloggen-instellen": Place("Tweede stap", half_logged_in, route="/inloggen/instellen"),
    "inloggen-code": Place("", asked_for_code, route="/inloggen/code"),
}
