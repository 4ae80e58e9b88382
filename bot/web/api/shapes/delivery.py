"""Events, reconciliation and subscriptions, as the API answers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from bot.tickets.delivery.feed import FeedPage
from bot.tickets.delivery.reconciling import DayCount
from bot.tickets.delivery.subscriptions import NewSubscription, SubscriptionState, SubscriptionView, Why
from bot.web.api.shapes.base import Shape

# CloudEvents' extension `sequence`: of one length, so that the order of letters is the order of writing.
Sequence = Annotated[str, Field(pattern=r"^[0-9]{12,}$")]


class Gebeurtenis(Shape):
    """Een CloudEvent (profiel NL GOV): dat er iets is gebeurd en waar u het leest, meer niet."""

    specversion: Literal["1.0"]
    id: str = Field(description="Uniek per bron, hetzelfde als in de webhook.")
    source: str
    type: str
    time: datetime
    subject: str = Field(description="Het nummer van een ticket of signaal, of `herstelvraag-…`.")
    dataref: str
    sequence: Sequence


class Gebeurtenissen(Shape):
    """Op volgorde. Vraag verder met `volgende` als `na`: dan mist u niets en krijgt u niets dubbel."""

    gebeurtenissen: list[Gebeurtenis]
    volgende: Sequence
    meer: bool = Field(description="Of er nu nog meer zijn.")

    @classmethod
    def of(cls, page: FeedPage) -> Self:
        """A page of the feed."""
        events = [Gebeurtenis.model_validate(event) for event in page.events]
        return cls(gebeurtenissen=events, volgende=f"{page.last:012d}", meer=page.more)


class Dagtelling(Shape):
    """Een dag: `verzonden` is `bevestigd` en `open` samen; `mislukt` is een deel van `open`."""

    dag: date
    verzonden: int
    bevestigd: int
    open: int
    mislukt: int

    @classmethod
    def of(cls, count: DayCount) -> Self:
        """The count of a day."""
        return cls(
            dag=count.day,
            verzonden=count.sent,
            bevestigd=count.acknowledged,
            open=count.open,
            mislukt=count.failed,
        )


class Afstemming(Shape):
    """Per dag (Nederlandse tijd) hoeveel tickets u zijn aangeboden, en hoeveel u ervan hebt bevestigd."""

    dagen: list[Dagtelling]


class Abonnement(Shape):
    """Waar u berichten wilt ontvangen."""

    id: int
    url: str
    metToken: bool
    status: SubscriptionState
    gebruikt: bool = Field(description="Of uw organisatie berichten nu zo krijgt; dat stelt de beheerder in.")
    gemaaktOp: datetime
    beeindigdOp: datetime | None
    beeindigdDoor: Why | None

    @classmethod
    def of(cls, view: SubscriptionView, *, by_webhook: bool) -> Self:
        """A subscription as its organisation reads it afterwards: without secret."""
        return cls(**_subscription(view, by_webhook))


def _subscription(view: SubscriptionView, by_webhook: bool) -> dict[str, Any]:
    return {
        "id": view.id,
        "url": view.url,
        "metToken": view.bearer,
        "status": view.state,
        "gebruikt": by_webhook and view.state is SubscriptionState.ACTIEF,
        "gemaaktOp": view.created_at,
        "beeindigdOp": view.retired_at,
        "beeindigdDoor": view.retired_why,
    }


class NieuwAbonnement(Abonnement):
    """Een nieuw abonnement. Het geheim en het token staan hier één keer; bij een herhaling niet meer."""

    geheim: str | None = Field(description="Hiermee controleert u de handtekening (Standard Webhooks).")
    token: str | None = Field(description="Dit sturen wij mee als Bearer, als u daarom vroeg.")

    @classmethod
    def made(cls, made: NewSubscription, *, by_webhook: bool) -> Self:
        """The subscription with what is shown once."""
        return cls(**_subscription(made.view, by_webhook), geheim=made.secret, token=made.bearer)

    @classmethod
    def repeated(cls, view: SubscriptionView, *, by_webhook: bool) -> Self:
        """The subscription that was made before."""
        return cls(**_subscription(view, by_webhook), geheim=None, token=None)


class Abonnementen(Shape):
    """Al uw abonnementen, ook die voorbij zijn. Er werkt er één tegelijk."""

    abonnementen: list[Abonnement]
