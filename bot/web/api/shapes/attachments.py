"""Attachments, as the API answers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field

from bot.attachments.content import SUFFIXES
from bot.attachments.refusals import LARGEST
from bot.attachments.views import AttachmentView
from bot.web.api.shapes.base import Shape


class Bijlage(Shape):
    """Een bijlage bij een verzoek."""

    id: str
    naam: str = Field(description="Hoe het bestand heet als u het bewaart. De eigen naam wordt niet bewaard.")
    soort: Annotated[str, Field(json_schema_extra={"enum": list(SUFFIXES)})]
    grootte: Annotated[int, Field(ge=1, le=LARGEST, description="In bytes.")]
    van: Literal["burger", "organisatie", "regisseur"]
    organisatie: str | None
    tijd: datetime

    @classmethod
    def of(cls, view: AttachmentView) -> Self:
        """One attachment."""
        return cls.model_validate(view.to_json())


class Bijlagen(Shape):
    """De oudste eerst."""

    bijlagen: list[Bijlage]

    @classmethod
    def of(cls, views: Iterable[AttachmentView]) -> Self:
        """All of them."""
        return cls(bijlagen=[Bijlage.of(view) for view in views])
