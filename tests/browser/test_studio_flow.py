"""The whole work in a real browser: brief, selfies, takes, reading, fix, compare, darkroom, kit."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from catchlight.image import encode_jpeg, find_photo, open_photo

from .conftest import PHONE, OpenPage, Studio, start_studio

HEIC = Path(__file__).parents[1] / "images" / "inputs" / "blocks.heic"
TAKES_S = 180_000  # ms; three takes on a busy machine


@pytest.fixture(scope="module")
def selfie(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public-domain sample as a file."""
    path = tmp_path_factory.mktemp("photos") / "selfie.webp"
    path.write_bytes(find_photo("sample:astronaut"))
    return path


def goto(page: Any, step: str) -> None:
    page.get_by_role("navigation", name="Studio").get_by_role("link", name=step).click()


def new_project(page: Any, job: str, takes: int = 2) -> None:
    page.get_by_role("button", name="New project").first.click()
    page.get_by_text("What is the portrait’s job?").wait_for()
    page.get_by_role("radio", name=re.compile(f"^{job}")).check(force=True)
    page.get_by_label("Takes", exact=True).fill(str(takes))
    page.get_by_label("Takes", exact=True).blur()
    page.get_by_text("Saved", exact=True).wait_for()


def upload(page: Any, *files: Path) -> None:
    goto(page, "Selfies")
    page.locator("input[type=file]").set_input_files([str(file) for file in files])


def make_takes(page: Any) -> None:
    goto(page, "Contact sheet")
    page.get_by_role("button", name=re.compile("^Make (more )?takes")).click()
    page.get_by_text("As it was").first.wait_for(timeout=TAKES_S)
    page.locator(".task").wait_for(state="detached", timeout=TAKES_S)


def serious(page: Any) -> list[str]:
    """What axe finds serious or critical on this page."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_from_an_empty_studio_to_a_zip_of_files(
    open_page: OpenPage, selfie: Path, tmp_path: Path
) -> None:
    """Brief → upload → takes → reading → checklist → compare → darkroom → kit, as a person does."""
    page = open_page()
    page.get_by_text("Your first portrait").wait_for()
    new_project(page, "Warmth")
    page.get_by_label("Context").fill("workshop, late light")
    page.get_by_text("Saved", exact=True).wait_for()

    upload(page, selfie)
    page.get_by_text("Good to use").or_(page.get_by_text("Usable")).first.wait_for()
    make_takes(page)

    takes = page.locator("[data-take]")
    assert takes.count() >= 2
    takes.first.focus()
    page.keyboard.press("p")
    page.keyboard.press("4")
    page.locator("li.pick").wait_for()
    page.locator("li.pick .star.on").nth(3).wait_for()
    page.keyboard.press("u")
    page.locator("li.pick").wait_for(state="detached")
    page.keyboard.press("p")

    goto(page, "Reading")
    page.get_by_role("heading", name="Gaze").wait_for()
    layers = page.locator(".picture fieldset input")
    assert layers.count() >= 5
    shown = page.locator("img.layer").count()
    page.get_by_role("checkbox", name="Framing").check()  # the thirds
    assert page.locator("img.layer").count() == shown + 1
    page.get_by_role("checkbox", name="Face mesh").uncheck()
    assert page.locator("img.layer").count() == shown

    goto(page, "Checklist")
    page.locator("ol.cards > li").first.wait_for()
    assert page.locator("ol.cards > li").count() == 7

    goto(page, "Compare")
    page.get_by_role("heading", name="What changed").wait_for()
    page.locator("section ul li").first.wait_for()
    before = page.url
    page.keyboard.press("c")
    page.wait_for_function("before => location.href !== before", arg=before)
    page.keyboard.press("m")
    page.locator(".side img").nth(1).wait_for()
    page.keyboard.press("z")
    page.get_by_role("heading", name="Contact sheet").wait_for()

    goto(page, "Darkroom")
    move_slider(page, "Warmth", 0.4)
    page.locator(".picture img[src^='blob:']").wait_for()
    page.get_by_text("Skin texture kept", exact=True).wait_for()
    page.keyboard.press("Control+z")
    page.locator(".picture img[src^='blob:']").wait_for(state="detached")
    page.keyboard.press("Control+Shift+Z")
    page.locator(".picture img[src^='blob:']").wait_for()
    count = page.locator("nav[aria-label='Takes'] a").count()
    page.get_by_role("button", name="Keep as a new take").click()
    kept = page.get_by_role("button", name="Keep it anyway")
    kept.or_(page.locator("nav[aria-label='Takes'] a").nth(count)).first.wait_for()
    if kept.is_visible():  # the gate may say no: the user decides
        kept.click()
    page.locator("nav[aria-label='Takes'] a").nth(count).wait_for()

    goto(page, "Kit")
    page.get_by_text("What the files say about themselves").wait_for()
    page.get_by_role("button", name=re.compile("^Make the kit")).click()
    link = page.get_by_role("link", name=re.compile("^Download zip"))
    link.wait_for(timeout=TAKES_S)
    with page.expect_download() as download:
        link.click()
    download.value.save_as(tmp_path / "kit.zip")
    with zipfile.ZipFile(tmp_path / "kit.zip") as archive:
        names = archive.namelist()
        assert "kit.json" in names
        pictures = [name for name in names if name.endswith((".jpg", ".webp", ".avif", ".png"))]
        assert len(pictures) == 5
        for name in pictures:
            with Image.open(io.BytesIO(archive.read(name))) as picture:
                picture.load()
                assert not picture.getexif()


def move_slider(page: Any, name: str, strength: float) -> None:
    slider = page.get_by_label(name, exact=True)
    if slider.count() == 0:
        page.get_by_role("button", name="Show all edits").click()
    slider.evaluate(
        "(input, value) => { input.value = value;"
        " input.dispatchEvent(new Event('input', {bubbles: true}));"
        " input.dispatchEvent(new Event('change', {bubbles: true})); }",
        strength,
    )


def test_a_fix_of_the_checklist_is_applied_shown_and_undone(open_page: OpenPage) -> None:
    """Apply makes a new take; before and after are one key apart; what changed is said; undo."""
    page = open_page()
    page.locator("main ul a").first.click()
    goto(page, "Checklist")
    strip = page.locator("[data-strip] a")
    strip.first.wait_for()
    count = strip.count()
    apply = page.get_by_role("button", name="Apply", exact=True)
    for number in range(count):  # some take has something that an edit can mend
        strip.nth(number).click()
        page.locator("[data-strip] a").nth(number).and_(page.locator("[aria-current]")).wait_for()
        page.locator("ol.cards > li").first.wait_for()
        if apply.count() > 0:
            break
    apply.first.click()
    anyway = page.get_by_role("button", name="Keep it anyway")
    anyway.or_(strip.nth(count)).first.wait_for(timeout=60_000)
    if anyway.is_visible():  # the gate may say no: the user decides
        anyway.click()
    strip.nth(count).wait_for(timeout=60_000)
    picture = page.locator(".picture .stage img")
    page.get_by_role("button", name="Show before").wait_for()
    after = picture.get_attribute("src")
    page.keyboard.press("b")
    page.get_by_role("button", name="Show after").wait_for()
    assert picture.get_attribute("src") != after
    page.get_by_role("link", name="Compare with before").click()
    page.locator("section ul li").first.wait_for()
    page.go_back()
    page.get_by_role("button", name="Undo").click()
    strip.nth(count).wait_for(state="detached")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_no_page_has_a_serious_barrier(open_page: OpenPage, scheme: str) -> None:
    """axe finds nothing serious, in the dark and in the light look."""
    page = open_page(color_scheme=scheme)
    page.locator("main ul a").first.click()
    page.get_by_role("heading", level=1).wait_for()
    found = {}
    for step in ("Brief", "Selfies", "Contact sheet", "Reading", "Checklist", "Compare"):
        goto(page, step)
        page.wait_for_timeout(1200)
        found[step] = serious(page)
    for step in ("Darkroom", "Kit", "People & privacy", "Tasks", "Settings", "Trash"):
        goto(page, step)
        page.wait_for_timeout(1200)
        found[step] = serious(page)
    assert {step: wrong for step, wrong in found.items() if wrong} == {}


def test_every_page_fits_a_phone(open_page: OpenPage) -> None:
    """Nothing is wider than the screen, and the steps can be reached with the thumb."""
    page = open_page(PHONE)
    page.locator("main ul a").first.tap()
    for step in ("Selfies", "Contact sheet", "Reading", "Checklist", "Darkroom", "Kit", "Brief"):
        page.get_by_role("navigation", name="Studio").get_by_role("link", name=step).tap()
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(700)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, step


def test_the_keyboard_alone_is_enough(open_page: OpenPage) -> None:
    """`?` shows the keys of the page; focus can be seen; Escape closes."""
    page = open_page()
    page.locator("main ul a").first.click()
    goto(page, "Contact sheet")
    page.locator("[data-take]").first.wait_for()
    page.locator("body").press("?")
    page.get_by_role("dialog", name="Keyboard").wait_for()
    assert page.get_by_role("dialog").get_by_text("Reject").is_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")
    page.keyboard.press("Tab")
    width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert float(width.removesuffix("px")) >= 2


def test_another_language_is_complete(open_page: OpenPage) -> None:
    """In German no English heading is left on the pages."""
    page = open_page()
    goto(page, "Settings")
    page.get_by_role("radio", name="Deutsch").check(force=True)
    page.get_by_role("heading", name="Einstellungen").wait_for()
    page.get_by_role("link", name="Papierkorb").click()
    page.get_by_role("heading", level=1, name="Papierkorb").wait_for()
    assert page.evaluate("document.documentElement.lang") == "de"
    page.goto(page.url.split("#")[0] + "#/")
    page.locator("main ul a").first.click()
    page.get_by_role("navigation", name="Studio").get_by_role("link", name="Auftrag").click()
    page.get_by_role("radio", name=re.compile("^Vertrauen")).wait_for(state="attached")
    page.get_by_role("navigation", name="Studio").get_by_role("link", name="Prüfliste").click()
    page.get_by_role("heading", name="Stützt die Haltung die Botschaft?").wait_for()


def test_two_tabs_see_the_same_takes(open_page: OpenPage) -> None:
    """What is rejected in one tab is rejected in the other, at once, without a reload."""
    first = open_page()
    first.locator("main ul a").first.click()
    goto(first, "Contact sheet")
    first.locator("[data-take]").nth(1).wait_for()
    second = first.context.new_page()
    second.goto(first.url)
    second.locator("[data-take]").nth(1).wait_for()
    first.locator("[data-take]").nth(1).focus()
    first.keyboard.press("x")
    second.locator("li.reject").first.wait_for()
    first.keyboard.press("u")
    second.locator("li.reject").first.wait_for(state="detached")


def test_a_reload_in_the_middle_loses_nothing(open_page: OpenPage, selfie: Path) -> None:
    """The task goes on, its progress is shown again, and all takes arrive."""
    page = open_page()
    new_project(page, "Trust", takes=3)
    upload(page, selfie)
    page.get_by_role("link", name="On to the contact sheet").click()
    page.get_by_role("button", name="Make takes").click()
    page.locator(".task").wait_for()
    page.reload()
    page.get_by_text("As it was").first.wait_for(timeout=TAKES_S)
    page.locator(".task").wait_for(state="detached", timeout=TAKES_S)
    assert "of 4" in page.locator(".bar [role=status]").inner_text()  # three takes and the photo


def test_a_deleted_take_can_be_taken_back(open_page: OpenPage) -> None:
    """Undo in the notice takes it out of the trash again."""
    page = open_page()
    page.locator("main ul a").first.click()
    project = page.url
    before = trashed(page)
    page.goto(project)
    goto(page, "Contact sheet")
    page.locator("[data-take]").first.wait_for()
    total = page.locator(".bar [role=status]").inner_text()
    page.get_by_role("button", name=re.compile("^Delete ")).first.click()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_function(
        "total => document.querySelector('.bar [role=status]').innerText === total", arg=total
    )
    assert trashed(page) == before


def trashed(page: Any) -> int:
    """How many things are in the trash (an undone fix leaves its take there)."""
    goto(page, "Trash")
    items = page.locator("main ul > li")
    items.first.or_(page.get_by_text("The trash is empty")).first.wait_for()
    return int(items.count())


def test_a_person_is_erased_only_by_their_name(open_page: OpenPage, studio: Studio) -> None:
    """Consent is recorded; erasing needs the typed name, and gives a receipt."""
    page = open_page()
    goto(page, "People & privacy")
    page.get_by_role("button", name="Add a person").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill("Zoë Žižek")
    page.get_by_role("dialog").get_by_role("button", name="Add a person").click()
    page.get_by_role("heading", name="Zoë Žižek").wait_for()
    page.get_by_role("button", name="Consent …").click()
    page.get_by_role("button", name="Put on record").click()
    page.get_by_role("button", name="Withdraw").wait_for()
    page.get_by_role("button", name="Erase …").click()
    erase = page.get_by_role("button", name="Erase for good")
    assert erase.is_disabled()
    page.get_by_label("Type “Zoë Žižek” to confirm").fill("Zoë Žižek")
    erase.click()
    page.get_by_role("dialog", name="Receipt").wait_for()


def test_a_picture_that_is_none_is_refused_in_words(open_page: OpenPage, tmp_path: Path) -> None:
    """The message names the file and what was expected; nothing is added."""
    wrong = tmp_path / "holiday.jpg"
    wrong.write_text("<html>not a picture</html>")
    page = open_page()
    new_project(page, "Trust")
    upload(page, wrong)
    page.locator(".uploads .error").wait_for()
    assert "Expected" in page.locator(".uploads .error").inner_text()
    assert page.locator(".photos > li").count() == 0


def test_a_heic_photo_and_a_pasted_one_arrive(open_page: OpenPage, selfie: Path) -> None:
    """HEIC is shown and judged like any other; a picture on the clipboard is taken by pasting."""
    page = open_page()
    new_project(page, "Trust")
    upload(page, HEIC)
    page.locator(".photos > li", has_text="blocks.heic").get_by_text("No face was found").wait_for()
    shown = page.locator(".photos img").evaluate(
        "image => image.decode().then(() => image.naturalWidth)"
    )
    assert shown > 0
    page.locator("input[type=file]").set_input_files(str(HEIC))
    page.get_by_text("blocks.heic is here already").wait_for()
    assert page.locator(".photos > li").count() == 1
    page.evaluate(
        """text => {
            const bytes = Uint8Array.from(atob(text), one => one.charCodeAt(0));
            const data = new DataTransfer();
            data.items.add(new File([bytes], 'pasted.webp', {type: 'image/webp'}));
            window.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
        }""",
        base64.b64encode(selfie.read_bytes()).decode(),
    )
    page.locator(".photos > li", has_text="pasted.webp").wait_for()


def test_large_photos_a_phone_photo_and_fifty_at_once(open_page: OpenPage, tmp_path: Path) -> None:
    """12 megapixels and fifty files arrive; each has a verdict."""
    picture = open_photo("sample:astronaut").pixels
    large = tmp_path / "large.jpg"
    with Image.open(io.BytesIO(encode_jpeg(picture))) as small:
        small.resize((3000, 4000)).save(large, quality=90)
    page = open_page()
    new_project(page, "Trust")
    upload(page, large)
    page.locator(".photos > li").first.wait_for(timeout=60_000)
    folder = tmp_path / "fifty"
    folder.mkdir()
    for number in range(50):
        with Image.open(io.BytesIO(encode_jpeg(picture))) as one:
            one.rotate(number * 0.4).save(folder / f"{number:02d}.jpg", quality=85)
    page.locator("input[type=file]").set_input_files(sorted(str(one) for one in folder.iterdir()))
    page.locator(".photos > li").nth(50).wait_for(timeout=240_000)
    assert page.locator(".uploads .error").count() == 0


def test_a_slow_line_shows_progress_and_arrives(open_page: OpenPage, selfie: Path) -> None:
    """With 50 kB/s and 400 ms each way the upload says how far it is, and ends well."""
    page = open_page()
    new_project(page, "Trust")
    goto(page, "Selfies")
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False, "latency": 400,
            "downloadThroughput": 50_000, "uploadThroughput": 20_000,
        },
    )  # fmt: skip
    page.locator("input[type=file]").set_input_files(str(selfie))
    page.get_by_role("progressbar").first.wait_for()
    page.locator(".photos > li").first.wait_for(timeout=60_000)


def test_a_generator_needs_the_sitters_agreement(open_page: OpenPage, selfie: Path) -> None:
    """What each maker does with the photos is said; a likeness is drawn only after consent."""
    page = open_page()
    new_project(page, "Trust")
    upload(page, selfie)
    page.get_by_role("link", name="On to the contact sheet").click()
    page.get_by_role("button", name="Made by: Darkroom").click()
    choice = page.get_by_role("dialog", name="Who makes the takes")
    choice.get_by_text("Sends photos to https://api.openai.com").wait_for()
    assert choice.get_by_role("radio", name=re.compile("^OpenAI Sends")).is_disabled()  # no key
    choice.get_by_role("radio", name=re.compile("^ComfyUI")).check()
    choice.get_by_text("needs the sitter’s agreement on record").wait_for()
    assert choice.get_by_role("button", name="Use this one").is_disabled()
    assert serious(page) == []
    page.keyboard.press("Escape")
    choice.wait_for(state="detached")


def test_a_stopped_studio_is_named_and_the_new_address_opens_it(
    browser: Any, tmp_path: Path
) -> None:
    """Stopped: it says so. Started again: it asks for the new address, and goes on in place."""
    first = start_studio(tmp_path)
    port = int(re.search(r":(\d+)/", first.url)[1])  # type: ignore[index]
    window = browser.new_context(locale="en-GB")
    page = window.new_page()
    second = first
    try:
        page.goto(first.url)
        new_project(page, "Warmth")
        place = page.url.split("#")[1]
        first.stop()
        page.get_by_text("The studio does not answer").wait_for(timeout=60_000)
        page.get_by_label("Context").fill("by the river")  # typed while nobody listens
        second = start_studio(tmp_path, port)
        page.get_by_role("heading", name="Open the new address").wait_for(timeout=60_000)
        assert serious(page) == []
        page.get_by_label("Address or token").fill("not the token")
        page.get_by_role("button", name="Open the studio").click()
        page.get_by_text("This token is not good").wait_for()
        page.get_by_label("Address or token").fill(second.url)
        page.get_by_role("button", name="Open the studio").click()
        page.get_by_text("What is the portrait’s job?").wait_for(timeout=60_000)
        assert page.url.split("#")[1] == place
        assert page.get_by_role("radio", name=re.compile("^Warmth")).is_checked()
    finally:
        window.close()
        second.stop()


# Late: it leaves a project with few takes or none, and the tests above open the latest one.
def test_a_task_is_paused_resumed_cancelled_and_retried(open_page: OpenPage, selfie: Path) -> None:
    """The buttons of a running task, the queue's page, and the way off its list."""
    page = open_page()
    new_project(page, "Trust", takes=6)
    upload(page, selfie)
    page.get_by_role("link", name="On to the contact sheet").click()
    page.get_by_role("button", name="Make takes").click()
    task = page.locator(".task")
    task.get_by_role("button", name="Pause").click()
    task.get_by_text("paused").wait_for(timeout=60_000)
    task.get_by_role("button", name="Go on").click()
    task.get_by_text(re.compile("^(working|waiting)")).wait_for(timeout=60_000)
    task.get_by_role("button", name="Cancel").click()
    task.get_by_text("cancelled").wait_for(timeout=60_000)
    goto(page, "Tasks")
    first = page.locator(".task").first
    first.get_by_role("button", name="Try again").click()
    first.get_by_text(re.compile("^(working|waiting)")).wait_for(timeout=60_000)
    first.get_by_role("button", name="Cancel").click()
    first.get_by_text("cancelled").wait_for(timeout=60_000)
    total = page.locator(".task").count()
    first.get_by_role("button", name=re.compile("off the list$")).click()
    page.locator(".task").nth(total - 1).wait_for(state="detached")


def test_a_stranger_without_the_token_sees_nothing(browser: Any, studio: Studio) -> None:
    """The address without its token opens no session."""
    window = browser.new_context()
    page = window.new_page()
    page.goto(studio.url.split("/?")[0])
    page.get_by_role("heading", name="Open the new address").wait_for()
    assert page.get_by_role("button", name="New project").count() == 0
    window.close()
