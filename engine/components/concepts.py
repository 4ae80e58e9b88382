"""Lexicon of meanings: which notions of `data/doors` a Dutch (or English) sentence mentions, however it says them.

A linear model over n-grams learns only the wordings it was shown; a notion ("paying in parts", "not agreeing") is said
in many more. Each pattern below is matched on lowercase text without accents. Matches are features, not decisions.
"""

from __future__ import annotations

import re
from typing import Dict, List, Pattern

from engine.components import concepts_acute, concepts_doors

_SOURCES: Dict[str, str] = {
    "pay_parts": r"termijn(?:en|betaling|bedrag)|in (?:stuk|schijf|schijv|del|klein|twee|drie|vier|vijf|zes|tien|twaalf|\d+ (?:keer|maal|x|delen))"
    r"|gespreid|spreiden|spreiding|afbetal|aflos|afkort|\bregeling|betaalplan|betalingsregel|afbetaalplan|per maan[dt]|elke maan[dt]|iedere maand"
    r"|maandelijks|stukje|beetje bij beetje|stapje|stap voor stap|gedeeltes|porties|opknippen|instal|payment plan|monthly|split|spread",
    "pay_once_not": r"(?:niet|nie|geen) (?:alles )?(?:in|op) (?:1|een|een keer|ene) ?(?:keer|klap|x)?|niet (?:alles )?(?:ineens|tegelijk|in een keer)|nie in 1|in een keer|in 1 (?:x|keer)|ineens|at once|in one go",
    "pay_later": r"uitstel|later betal|langer de tijd|meer tijd|pauze|stilzet|opschort|opschuiv|wachten met (?:de )?(?:betal|inc)|volgende maand|tot (?:ik|mijn) (?:loon|salaris|uitkering|vakantiegeld)|postpone|more time",
    "pay_cannot": r"(?:kan|kunnen|lukt|red|trek|heb)\b[^.?!]{0,40}\b(?:niet|nie|geen)\b[^.?!]{0,20}\b(?:betal|missen|ophoest|opbreng|aflos|liggen|geld)|niet (?:betal|ophoest|opbreng|rond)|skeer|blut|can't (?:pay|afford)|cannot (?:pay|afford)",
    "pay_lower": r"lager (?:maand|termijn|bedrag)|bedrag (?:omlaag|lager|naar beneden)|minder per maand|verlag|draagkracht|kan het minder|omlaag|te veel ingehouden|inhouding",
    "waive": r"kwij?t ?sch?e?l|kwijtgesch|\bschrap|streep (?:door|er)|laten vallen|vervallen|wegstre|weggestreep|weg(?:val|halen|gehaald|strepen)|schuld weg|van (?:die|deze|de|mijn) schuld af|nooit (?:kunnen |meer )?(?:terug|af)?betal"
    r"|hoef(?:t|en)? (?:ik |je |we |hij |zij )?(?:dit |dat |de |het |die )?[^.?!]{0,30}(?:niet|wel)? ?(?:te )?betalen|vrijstelling|ontheffing van (?:de )?betal|annuler|gewist|waive|forgiv|write off|remission|cancel(?:led)? (?:the |my )?debt",
    "exception": r"uitzonder|uitsonder|hardheid|maatwerk|coulan|menselijke maat|afwijk|af te wijken|evenredig|schrijnend|hand over (?:het|mijn|je) hart|door de vingers|soepel|mild|bijzondere omstandig|persoonlijke omstandig|ontheffing|exception|hardship|individuele (?:afweg|beoord)|toch (?:ja|toe|krijg|recht|helpen)|buiten toepassing|bij (?:mij|ons) (?:niet|anders)|in mijn (?:geval|situatie)|alsnog",
    "rule": r"\bregels?\b|\bregeltjes|\bwet(?:ten|geving|telijke)?\b|wetgever|regelgeving|\bbeleid\b|\bstelsel|\bsysteem\b|\bnorm\b|\bgrens\b|\blaw\b|\brules?\b",
    "rule_bad": r"oneerlijk|niet eerlijk|nie eerlijk|onrechtvaardig|niet rechtvaardig|krom\b|absurd|belachelijk|bizar|onmenselijk|averechts|slaat nergens|te gek voor woorden|klopt toch (?:niet|nie)|deugt niet|deugen niet|gestraft|waanzin|onredelijk|schande|achterlijk|niet van deze tijd|unfair|not fair|absurd|makes no sense|dupe",
    "rule_change": r"(?:regel|wet|systeem|stelsel|dit|dat|moet|moeten)[^.?!]{0,40}(?:verander|anders|aangepast|aanpassen|afschaf|afgeschaft|op de schop|weg\b|nakijken|herzien|heroverw)|minister|den haag|politiek|tweede kamer|kamerlid|signaal|knel(?:punt|lend)|wetgever|ministry|should be changed",
    "wrong_fact": r"\bfout|vekeert|verkeerd|foutje|klop(?:t|pen)? (?:niet|nie|voor geen|langs geen|helemaal niet)|onjuist|vergissing|verwissel|typefout|tikfout|rekenfout|verschrij|abusieveli|dubbel (?:geteld|afgeschreven|geboekt|betaald|in)|twee keer (?:geteld|afgeschr|gestuurd|betaald|aanger)|2x|verkeerde (?:naam|bedrag|datum|adres|persoon)|niet (?:van mij|mijn auto)|nie mn|mijn naam|persoonsverwissel|door elkaar gehaald|mistake|\berror|incorrect|wrong|misspelled|charged twice",
    "correct": r"corrig|correctie|rectific|herstel(?:len|d)?\b|rechtzet|rechtgezet|verbeter|aanpass|aangepast|wijzig|goed zetten|kloppend|correct it|fix",
    "fact_own": r"woon (?:al )?(?:\S+ ){0,3}alleen|geen partner|toeslagpartner|al (?:lang )?betaald|heb (?:het |dit |dat )?al betaald|geen (?:auto|hond) (?:heb|meer)|auto (?:al |is )?verkocht|kenteken|nummerbord|geboortedatum|rekeningnummer|oud(?:e)? adres|ingeschreven|geregistreerd|overleden bij|gesloopt",
    "disagree": r"niet (?:mee )?eens|nie eens|oneens|niet (?:mee )?akkoord|niet terecht|onterecht|bezwaar|beswaar|beroep\b|in beroep|aanvecht|vecht (?:dit|dat|het|de|ik)|betwist|bestrijd|protest|accepteer (?:dit|dat|de|het|ik)? ?\S* ?niet|neer bij|er(?: |)tegenin|teken[^.]{0,15}bezwaar|verzet|ongedaan|terugdraai|teruggedraaid|van tafel|\bpik (?:dit|dat|ik|da|het)|herzien|opkomen tegen|rechter|rechtsmiddel|recht op|disagree|appeal|object|challenge|verkeerd (?:beoord|gewogen|ingeschat)|ongelijk",
    "too_late": r"te laat|termijn (?:is )?(?:voorbij|verlopen|verstreken|gemist)|tot wanneer|hoe lang heb ik|zes weken (?:zijn )?(?:voorbij|om)|too late|deadline|nog (?:bezwaar|in beroep)",
    "not_understand": r"(?:begrij?p|begrei?p|snap|versta|volg)\w*[^.?!]{0,40}\b(?:niet|nie|niks|niets|geen)\b|(?:niet|nie|niks|niets) (?:\S+ )?(?:begrij?p|snap|volgen)|wat beteken|betekenis|wat (?:houdt|bedoel|willen ze|wil de|wil het|staat er|staat)|uitleg|leg (?:\S+ )?uit|uitgelegd|toelicht|gewone taal|moeilijke woorde|wijs uit|touw aan|kop noch staart|onduidelijk|niet duidelijk|onbegrijpelijk|hoe kom(?:t|en) (?:ze|\S+ \S+|jullie) (?:aan|op)|hoe is (?:dit|dat|het) berekend|don'?t understand|explain|what does|what is meant|meaning",
    "waiting": r"wacht|\bwagt|nog (?:steeds |altijd |nooit )?(?:geen|niks|niets)|hoor (?:maar )?(?:niets|niks)|niks gehoord|niets gehoord|duurt|(?:beslis)?termijn[^.?!]{0,25}(?:voorbij|verstreken|verlopen|overschreden)|in gebreke|ingebreke|dwangsom|uitblijft|laat op zich|blijft het stil|bleef (?:het )?stil|geen (?:antwoord|reactie|besl)|wanneer (?:krijg|komt|hoor)|uitbetaald|waiting|still (?:has )?n|no answer|overdue",
    "treated": r"onbeleefd|onbeschof|onheus|bejegen|behandeld|behandelt|behandeling door|niet serieus|vernederd|uitgelach|lachen om|grof|respectloos|discrimin|hing (?:gewoon )?op|gooide de hoorn|ophang|schreeuw|snauw|afgesnauw|uitgescholden|houding|kleiner|klacht|klage|klagen|beklag|onprofess|slordig|kwijtgeraakt|kwijtgemaakt|zoekgeraakt|luister(?:t|en|de|den) niet|belt nooit terug|bellen nooit terug|niet teruggebeld|excuses|afspraken niet na|arrogant|complain|rude|treated",
    "ping_pong": r"kastje|(?:wijst|wijzen|verwijst|verwijzen) (?:alleen |allemaal |steeds )?(?:naar|door)|stuurt? (?:mij|me|ons|je) (?:\S+ )?(?:naar|door|weer|terug)|sturen (?:mij|me|ons) (?:\S+ )?(?:naar|door|van|terug|altijd)|doorgestuurd|van (?:de )?\S+ naar (?:de )?\S+ (?:en terug|gestuurd)|pillar to post|sends? me",
    "tangle": r"alles (?:tegelijk|samen|stort|gaat fout|hangt)|tegelijk|meerdere (?:instanties|problemen|schulden)|zoveel (?:instanties|diensten|problemen)|overzicht|overzie|bomen|kluwen|hangt (?:met elkaar )?samen|het een(?:e)? (?:heeft|maakt|leidt)|waar (?:moet ik |te )?beginnen|regie|klem tussen|allerlei|van alles|all at once|daardoor|knoop",
    "human": r"\bmens\b|een persoon|echt(?:e)? (?:mens|persoon|iemand)|medewerker (?:spre|aan|bel)|medewerker$|iemand (?:spre|aan de|van vlees|bel|met wie|die mij bel)|terug ?gebeld|terug ?bel|bel (?:mij|me|mij )|bellen|telefonisch|mondeling|aan de lijn|aan de telefoon|doorverbind|geen (?:robot|computer|bot)|langskom|afspraak (?:met|maken|op|aan)|spreken|praten|human|real person|call me|speak to|talk to",
    "our_ticket": r"\bticket|tiket|l26[- ]|toegangscode|mijn melding|m[ne] melding|eerdere melding|hier (?:al )?(?:een )?(?:meld|gemeld|geschrev|mijn verhaal)|via (?:deze chat|jullie)|bij jullie (?:een )?(?:meld|gemeld|loket)|stand van zaken|status|hoe (?:staat|ver|zit) (?:het )?(?:met|is)|reported|voortgang",
    "die": r"\bwil (?:\S+ ){0,3}(?:dood|doot|sterven)\b|zelfmoord|zelfdoding|suicid|zelf (?:\S+ ){0,3}(?:van kant|iets aan)|van kant mak|eind(?:e)? aan|niet meer (?:leven|wakker|wil leven|er zijn)|nie meer leve|niet wil leven|wil niet leven|geen zin meer in (?:het |t )?leven|leven (?:heeft )?geen zin|stap eruit|er uit stappen|beter af zonder|zonder mij|afscheid|pillen|voor de trein|van het dak|op het dak|tegen een boom|kill myself|don'?t want to live|want to die|intihar|oldurmek|umrzec|انتحار|أموت|померти|mourir|mich umbringen",
    "hunger": r"(?:niks|niets|geen|nie) (?:\S+ )?(?:meer )?te (?:eten|ete|vreten)|geen eten|gee eten|honger|koelkast|frigo is leeg|boodschappen|voedsel|melk voor|luiers|dagen niet gegeten|niet gegeten|no food|hungry|zonder eten|droog brood|kraanwater",
    "roof": r"ontruim|uit (?:ons |mijn |het |me )?huis (?:gezet|zetten|uit)|uithuiszet|huis uitgezet|op straat|slaap(?:t)? (?:\S+ ){0,3}(?:auto|straat|buiten|buite|park|station|bank bij)|dakloos|slaapplek|slapen vannacht|slote?n (?:ver|veran)|sloten|land uit|uitgezet|uitzetten|evict|sleeping on|nowhere (?:to|for us) sleep|homeless|deport",
    "energy": r"(?:stroom|gas|water|licht|elektriciteit|energie|verwarming|warmte|electricity)[^.?!]{0,40}(?:afgeslo|afgesned|afsluit|eraf|uit\b|geen|meer|cut off)|afgeslo\w+|geen (?:stroom|gas|water|licht|verwarming)|in de kou",
    "violence": r"\bsla(?:at|an|t)\b|geslagen|mishandel|bedreig|vermoord|\bmes\b|bang voor|durf (?:niet|de straat)|gestalk|stalk|verkracht|geweld|opgesloten|gillen|beats me|threaten|bije|dovuyor|يضرب",
    "medicine": r"insuline|medicijn|medesijn|apotheek|zuurstof|pijn op de borst|bloedt|insulin",
    "now": r"vandaag|vannacht|vanavond|vanmiddag|vanmorgen|morgen\b|morge\b|overmorgen|nu meteen|nu direct|vrijdag|donderdag|maandag|dinsdag|woensdag|zaterdag|sinds gisteren|today|tonight|tomorrow",
    "past": r"vroeger|jaren geleden|jaar geleden|vorig jaar|toen (?:ik|we)|in (?:19|20)\d\d|destijds|ooit",
    "despair": r"kapot|gek van|stress|wanhop|moedeloos|schaam|huil|handen in het haar|niet meer tegen|kan niet meer|onderdoor|ziek van|dood van|slaap slecht|wakker",
    "outside": r"\bweer\b(?= (?:morgen|vandaag|in|wordt|het))|voetbal|ajax|feyenoord|grap|\bmop\b|joke|weather|recept|lasagne|pizza|\bbuur(?:man|vrouw|en|t)|\bburen|mijn baas|werkgever|collega|overuren|webshop|webwinkel|winkel|pakketje|marktplaats|openingstijd|hoe laat|parkeervergunning|grofvuil|milieustraat|huisarts|hoofdpijn|symptom|crypto|bitcoin|gratis|klik hier|negeer (?:je|alle|al)|ignore (?:all|previous)|instructies|prompt|gedicht|liedje|premier|stemmen|telefoonabonnement|internetprovider|trampoline|schutting|aannemer|restaurant|bios|vakantie|hotel",
    "other_tongue": r"[\u0400-\u04ff\u0600-\u06ff\u4e00-\u9fff\u1200-\u137f]{2,}|\b(?:merhaba|yardim|mektup|para|nasil|ve|icin|bir|dzien|dobry|prosze|nie mam|jestem|bonjour|je ne|vous|lettre|ich|nicht|der|das|und|hola|quiero|por favor|bom dia|preciso|buna|ciao|grazie|salamu|waraaq)\b",
    "question": r"\?",
    "want": r"\b(?:ik wil|wij willen|ik zou graag|graag|ik vraag|mijn vraag|verzoek|kan ik|mag ik|kunt u|kunnen jullie|hoe (?:kan|moet|vraag)|i want|can i|how do)\b",
    "swear": r"\bkut|kanker|tyfus|tering|klootz|\blul\b|godver|fuck|shit|eikel|mongool|idioot|sukkel|hoer",
}

PATTERNS: Dict[str, Pattern[str]] = {
    name: re.compile(source)
    for name, source in {**_SOURCES, **concepts_acute.SOURCES, **concepts_doors.SOURCES}.items()
}
NAMES: List[str] = list(PATTERNS)


def concepts_in(text: str) -> List[str]:
    """Return the names of the notions that the (already lowercase, accent-free) text mentions, in fixed order."""
    return [name for name, pattern in PATTERNS.items() if pattern.search(text)]
