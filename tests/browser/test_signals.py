"""Signals in a real browser: from a story on the plain form to a ministry that answers, and every page for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.driver import APPEARANCES, axe, log_in, visit
from tests.browser.walks import tell_signal
from tests.browser.walks_staff import STORIES
from tests.conftest import RunningLoket

pytestmark = pytest.mark.browser

PAGES = (
    "/signalen/",
    "/signalen/lijst?oorzaak=O1",
    "/signalen/lijst?van=morgen",
    "/signalen/clusters",
    "/signalen/producten",
    "/signalen/producten/bestand?soort=staat&vorm=docx",
    "/signalen/aanleveren",
    "/signalen/openbaar",
)


@pytest.fixture(scope="module")
def told(browser: Browser, unserved: RunningLoket) -> RunningLoket:
    """Two people told the same story."""
    for story in STORIES:
        with visit(browser, unserved) as person:
            tell_signal(person, unserved, story)
    return unserved


@pytest.fixture(scope="module")
def reader(browser: Browser, told: RunningLoket) -> Iterator[Page]:
    """Somebody of SZW, after the signals were compared from the page itself."""
    with visit(browser, told) as person:
        page = log_in(person.new_page(), told, "ministerie-szw")
        page.goto(told.url + "/signalen/clusters")
        page.get_by_role("button", name="Vergelijk nu").click()
        for _ in range(60):
            if page.get_by_text("Laatst vergeleken").count():
                break
            page.wait_for_timeout(1000)
            page.goto(told.url + "/signalen/clusters")
        expect(page.get_by_text("2 in een cluster, 1 nieuwe clusters")).to_be_visible()
        yield page


def looked_at(page: Page, source: str, name: str) -> list[str]:
    """What axe finds in every appearance and at 320 pixels, and whether the page is wider than that."""
    found = []
    for appearance, media in APPEARANCES.items():
        page.emulate_media(**media)
        found += [f"{name} {appearance}: {line}" for line in axe(page, source)]
    page.emulate_media(color_scheme="light", forced_colors="none")
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 640})
    found += [f"{name} 320: {line}" for line in axe(page, source)]
    if page.evaluate("document.documentElement.scrollWidth") > 320:
        found.append(f"{name}: scrolls sideways")
    page.set_viewport_size(size or {"width": 1280, "height": 720})
    return found


def test_every_page_of_signals_is_there_for_everybody(
    told: RunningLoket, reader: Page, browser: Browser, axe_script: str
) -> None:
    found: list[str] = []
    for path in PAGES:
        reader.goto(told.url + path)
        found += looked_at(reader, axe_script, path)
    for listing in ("/signalen/lijst", "/signalen/clusters"):
        reader.goto(told.url + listing)
        reader.locator("table a").first.click()
        found += looked_at(reader, axe_script, f"first of {listing}")
        closed = reader.locator("main details:not([open]) > summary")
        while closed.count():
            closed.first.click()
        found += looked_at(reader, axe_script, f"first of {listing}, all open")
    with visit(browser, told) as person:
        coordinator = log_in(person.new_page(), told, "regisseur")
        coordinator.goto(told.url + "/signalen/openbaar-maken")
        found += looked_at(coordinator, axe_script, "openbaar-maken")
    assert found == []


def test_a_reader_works_by_keyboard_alone(told: RunningLoket, reader: Page) -> None:
    reader.goto(told.url + "/signalen/lijst")
    reader.locator("table a").last.focus()
    reader.keyboard.press("Enter")
    reader.wait_for_url(re.compile(r"/signalen/S\d\d-"))
    reader.get_by_label("Product waarin dit signaal is gebruikt").focus()
    reader.keyboard.type("Knelpuntenbrief 2026")
    reader.keyboard.press("Tab")
    reader.keyboard.press("Enter")
    expect(reader.locator(".timeline")).to_contain_text("Gebruikt in een product")
    expect(reader.locator(".timeline")).to_contain_text("Knelpuntenbrief 2026")


def test_without_scripts_a_story_goes_all_the_way_to_the_public_page(
    told: RunningLoket, browser: Browser
) -> None:
    with visit(browser, told, java_script_enabled=False) as person:
        coordinator = person.new_page()
        coordinator.goto(told.url + "/signalen/openbaar")
        expect(coordinator.get_by_text("Er zijn nog geen openbare verhalen.")).to_be_visible()
        log_in(coordinator, told, "regisseur")
        coordinator.goto(told.url + "/signalen/openbaar-maken")
        coordinator.get_by_role("button", name="Zo mag het").first.click()
        expect(coordinator.get_by_role("status")).to_contain_text("staat op de openbare pagina")
        coordinator.goto(told.url + "/signalen/openbaar?q=kostendelersnorm")
        expect(coordinator.locator("article")).to_have_count(1)
        coordinator.goto(told.url + "/signalen/openbaar?q=zeppelin")
        expect(coordinator.get_by_role("status")).to_contain_text("Geen verhaal gevonden")


def test_without_scripts_what_was_mended_for_one_is_offered_to_the_others(
    told: RunningLoket, browser: Browser, axe_script: str
) -> None:
    found: list[str] = []
    with visit(browser, told) as person:
        for story in STORIES:
            tell_signal(person, told, story, "gemeente Utrecht")
    with visit(browser, told, java_script_enabled=False) as person:
        page = log_in(person.new_page(), told, "ministerie-szw")
        page.goto(told.url + "/signalen/lijst?regeling=bijstand")
        page.locator("table a").first.click()
        expect(page.get_by_text("1 verzoek van de melder loopt nog.")).to_be_visible()
        page.get_by_role("link", name="Open zaken over dezelfde regel").click()
        page.get_by_role("button", name="Vraag het de uitvoerders").click()
        expect(page.get_by_role("alert")).to_contain_text("Schrijf wat er is hersteld")
        page.get_by_label("Wat is er hersteld").fill("De norm is veranderd. Reken opnieuw.")
        page.get_by_role("button", name="Vraag het de uitvoerders").click()
        expect(page.get_by_text("Uw vraag staat uit.")).to_be_visible()
    with visit(browser, told, java_script_enabled=False) as person:
        page = log_in(person.new_page(), told, "gemeente-0344")
        page.get_by_role("link", name="Lees de vraag").click()
        page.get_by_label("Kies alle 2").check()
        page.get_by_label("Bericht aan deze mensen").fill("Wij rekenen opnieuw. Wilt u dat?")
        page.get_by_role("button", name="Bied dit aan").click()
        expect(page.get_by_role("status")).to_contain_text("staat klaar voor 2 mensen")
        page.get_by_role("button", name="Wij zijn klaar").click()
        expect(page.get_by_text("dat uw organisatie klaar is")).to_be_visible()
    with visit(browser, told) as person:
        page = log_in(person.new_page(), told, "gemeente-0344")
        for path in ("/uitvoerder/gevraagd", "/uitvoerder/gevraagd/1"):
            page.goto(told.url + path)
            found += looked_at(page, axe_script, path)
        page.goto(told.url + "/uitvoerder/")
        page.locator("table a").first.click()
        page.get_by_role("link", name="Andere open verzoeken").click()
        found += looked_at(page, axe_script, "zelfde-regel")
    with visit(browser, told) as person:
        page = log_in(person.new_page(), told, "ministerie-szw")
        page.goto(told.url + "/signalen/lijst?regeling=bijstand")
        page.locator("table a").first.click()
        page.get_by_role("link", name="Open zaken over dezelfde regel").click()
        expect(page.get_by_text("Aan minder dan tien mensen")).to_be_visible()
        found += looked_at(page, axe_script, "open-zaken")
    assert found == []
