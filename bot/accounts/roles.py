"""The one table of who may what."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is here."""

    MEDEWERKER = "medewerker"
    REGISSEUR = "regisseur"
    UITVOERDER = "uitvoerder"
    LEZER = "lezer"
    BEHEERDER = "beheerder"


class Action(StrEnum):
    """What can be asked for. On whose tickets is the ticket service's question, not this table's."""

    GESPREK_VOEREN = "gesprek_voeren"
    GESPREK_OVERNEMEN = "gesprek_overnemen"
    TICKETS_LEZEN = "tickets_lezen"
    TICKETS_BEHANDELEN = "tickets_behandelen"
    ZONDER_EIGENAAR_LEZEN = "zonder_eigenaar_lezen"
    ROUTEREN = "routeren"
    AFLEVERINGEN = "afleveringen"
    TOEGANGSCODE_VERNIEUWEN = "toegangscode_vernieuwen"
    SIGNALEN_LEZEN = "signalen_lezen"
    SIGNALEN_OPENBAAR = "signalen_openbaar"
    SIGNALEN_AANLEVEREN = "signalen_aanleveren"
    LEREN = "leren"
    OVERZICHT = "overzicht"
    EIGEN_ACCOUNT = "eigen_account"
    BALIEBERICHTEN = "balieberichten"
    INZAGEN_LEZEN = "inzagen_lezen"
    ACCOUNTS_BEHEREN = "accounts_beheren"
    TOKENS_BEHEREN = "tokens_beheren"


_TABLE: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.MEDEWERKER: frozenset(
            {
                Action.GESPREK_VOEREN,
                Action.GESPREK_OVERNEMEN,
                Action.AFLEVERINGEN,
                Action.TOEGANGSCODE_VERNIEUWEN,
                Action.EIGEN_ACCOUNT,
            }
        ),
        Role.REGISSEUR: frozenset(
            {
                Action.GESPREK_VOEREN,
                Action.GESPREK_OVERNEMEN,
                Action.TICKETS_LEZEN,
                Action.TICKETS_BEHANDELEN,
                Action.ZONDER_EIGENAAR_LEZEN,
                Action.ROUTEREN,
                Action.AFLEVERINGEN,
                Action.TOEGANGSCODE_VERNIEUWEN,
                Action.LEREN,
                Action.OVERZICHT,
                Action.EIGEN_ACCOUNT,
                Action.SIGNALEN_OPENBAAR,
                Action.SIGNALEN_AANLEVEREN,
                Action.BALIEBERICHTEN,
                Action.INZAGEN_LEZEN,
            }
        ),
        Role.UITVOERDER: frozenset(
            {
                Action.TICKETS_LEZEN,
                Action.TICKETS_BEHANDELEN,
                Action.SIGNALEN_AANLEVEREN,
                Action.EIGEN_ACCOUNT,
            }
        ),
        Role.LEZER: frozenset({Action.SIGNALEN_LEZEN, Action.SIGNALEN_AANLEVEREN, Action.EIGEN_ACCOUNT}),
        # Whoever manages accounts reads no citizen's story: that needs an account of its own.
        Role.BEHEERDER: frozenset({Action.ACCOUNTS_BEHEREN, Action.TOKENS_BEHEREN, Action.EIGEN_ACCOUNT}),
    }
)
# An uitvoerder works for an organisation, a lezer for a ministry (`ministerie:SZW`).
NEEDS_ORGANISATION = frozenset({Role.UITVOERDER, Role.LEZER})
# Rights over more than one's own work: a password alone is too little for these.
NEEDS_FACTOR = frozenset({Role.REGISSEUR, Role.BEHEERDER})


def may(role: Role, action: Action) -> bool:
    """Whether this role may do this at all."""
    return action in _TABLE[role]
