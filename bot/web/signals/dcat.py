"""The description of the open data by DCAT-AP-NL 3.0, in JSON-LD, for a catalogue such as data.overheid.nl. Pure.

What must be there is by the profile's own shapes: https://docs.geostandaarden.nl/dcat/dcat-ap-nl30/
"""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

EU = "http://publications.europa.eu/resource/authority/"
TITLE = "Signalen over regels die knellen"
DESCRIPTION = (
    "Verhalen van mensen en organisaties over regels die hard of oneerlijk uitpakken, en cijfers daarover. Alleen "
    "verhalen die de melder openbaar maakte en die een medewerker van het loket eerst las. Cijfers onder de tien "
    "staan er niet in. Een signaal kan bij meer ministeries horen: tel cijfers van ministeries niet bij elkaar op."
)
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FILES = (
    ("openbaar.csv", "Openbare verhalen (CSV)", "CSV", "text/csv"),
    ("openbaar.json", "Openbare verhalen (JSON)", "JSON", "application/json"),
    ("openbaar-cijfers.csv", "Melders per ministerie en wet (CSV)", "CSV", "text/csv"),
)


class Publisher(Protocol):
    """Who gives the data: the operator of this counter, by the settings."""

    @property
    def base_url(self) -> str:
        """The public address of this installation."""

    @property
    def operator_name(self) -> str:
        """As people call the operator."""

    @property
    def operator_email(self) -> str:
        """Where questions go; may be empty."""


def description(publisher: Publisher, today: date) -> dict[str, Any]:
    """The dataset with its distributions; every property that the profile requires is there."""
    place = f"{publisher.base_url}/signalen"
    agent = {
        "@id": f"{publisher.base_url}/",
        "@type": "foaf:Agent",
        "foaf:name": _dutch(publisher.operator_name),
    }
    contact: dict[str, Any] = {
        "@type": "vcard:Kind",
        "vcard:fn": publisher.operator_name,
        "vcard:hasURL": {"@id": f"{publisher.base_url}/"},
    }
    if publisher.operator_email:
        contact["vcard:hasEmail"] = {"@id": f"mailto:{publisher.operator_email}"}
    return {
        "@context": CONTEXT,
        "@id": f"{place}/openbaar",
        "@type": "dcat:Dataset",
        "dct:title": _dutch(TITLE),
        "dct:description": _dutch(DESCRIPTION),
        "dct:identifier": f"{place}/openbaar",
        "dct:publisher": agent,
        "dct:creator": {"@id": agent["@id"]},
        "dcat:contactPoint": contact,
        "dcat:theme": [{"@id": f"{EU}data-theme/GOVE"}, {"@id": f"{EU}data-theme/JUST"}],
        "dcat:keyword": [_dutch(word) for word in ("knellende regels", "signalen", "wetgeving")],
        "dct:accessRights": {"@id": f"{EU}access-right/PUBLIC"},
        "dct:accrualPeriodicity": {"@id": f"{EU}frequency/CONT"},
        "dct:language": {"@id": f"{EU}language/NLD"},
        "dct:modified": {"@value": today.isoformat(), "@type": "xsd:date"},
        "dcat:landingPage": {"@id": f"{place}/openbaar"},
        "dcat:distribution": [_distribution(place, *one) for one in FILES],
    }


def _distribution(place: str, name: str, title: str, file_type: str, media_type: str) -> dict[str, Any]:
    return {
        "@id": f"{place}/{name}",
        "@type": "dcat:Distribution",
        "dct:title": _dutch(title),
        "dcat:accessURL": {"@id": f"{place}/{name}"},
        "dcat:downloadURL": {"@id": f"{place}/{name}"},
        "dct:license": {"@id": "http://creativecommons.org/publicdomain/zero/1.0/deed.nl"},
        "dct:format": {"@id": f"{EU}file-type/{file_type}"},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{media_type}"},
    }


def _dutch(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "nl"}
