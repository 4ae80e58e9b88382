"""Stories about the bijstand as people might tell them, each in words of its own; made up, by topic."""

STORIES: dict[str, tuple[str, ...]] = {
    "kostendeler": (
        "Mijn zoon van 28 is na zijn scheiding weer bij mij ingetrokken. Nu krijg ik honderden euro's minder omdat de gemeente zegt dat wij kosten delen. Hij heeft zelf schulden en kan niets bijdragen.",
        "Omdat mijn dochter thuis woont ben ik kostendeler en is mijn uitkering verlaagd. Ze zoekt een woning maar er is niets.",
        "Ik ving een vriendin op die dakloos was. De gemeente paste meteen de kostendelersnorm toe, dus heb ik haar weer weggestuurd.",
        "Door de kostendelersnorm durf ik mijn broer niet in huis te nemen, want dan word ik gekort op mijn bijstand.",
        "Wij wonen met drie volwassenen in een huis en krijgen alle drie minder. De kosten delen we helemaal niet, ieder heeft een eigen kamer.",
    ),
    "giften": (
        "Mijn ouders betalen soms een tas boodschappen en dat moest ik melden. Het bedrag werd van mijn uitkering afgehaald.",
        "Ik kreeg voor mijn verjaardag 500 euro van mijn oma. De gemeente zag die gift als inkomen en vorderde terug.",
        "Een gift van de kerk om mijn wasmachine te vervangen werd gekort. Zo kan niemand mij helpen.",
        "Familie die helpt met boodschappen of geld wordt gezien als inkomen. Wie giften krijgt is bang voor een boete.",
    ),
    "auto": (
        "Ik heb een auto nodig om mijn gehandicapte kind naar school te brengen maar die is te veel waard voor de bijstand.",
        "Mijn auto telt als vermogen en daarom kreeg ik geen uitkering. Verkopen kan niet want er rijdt hier geen bus.",
        "De vermogensgrens is zo laag dat een gewone auto al te veel is. Zonder auto vind ik nooit werk.",
        "Omdat ik spaargeld voor de begrafenis van mijn man had, zat ik boven de vermogensgrens.",
    ),
    "zoektermijn": (
        "Als jongere van 24 moest ik vier weken wachten voordat ik bijstand mocht aanvragen. In die tijd had ik geen cent.",
        "De zoektermijn van vier weken voor jongeren onder 27 bracht mij op straat, ik kon de huur niet betalen.",
        "Mijn dochter van 22 is ziek maar moest eerst vier weken zelf werk zoeken voor haar aanvraag werd bekeken. De zoektermijn kost haar een maand inkomen.",
    ),
    "los": (
        "De ambtenaar aan de telefoon was onbeleefd en hing op.",
        "Ik vind dat topinkomens zwaarder belast moeten worden.",
    ),
}
