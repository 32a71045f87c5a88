"""The report: one page that holds everything, says everything, and asks no server."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from catchlight.brief import Brief
from catchlight.errors import ExportError
from catchlight.portrait import Portrait
from catchlight.provenance.iptc import SourceType
from catchlight.reading import Reading
from catchlight.report.report import remedy_words, render_report, write_report

from .kits import HOSTILE, critique, kit

VOID = {"meta", "img", "input", "br", "link"}


class Page(HTMLParser):
    """Tags with attributes, in order; text by tag; and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not self.open or self.open[-1] not in ("script", "style"):
            self.text += data

    def all(self, tag):
        """Attributes of every such tag."""
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def page_text(tmp_path_factory):
    """The page of a drawn kit."""
    return render_report(kit(tmp_path_factory.mktemp("kit")))


@pytest.fixture(scope="module")
def page(page_text):
    """The same, taken apart."""
    return Page(page_text)


def test_the_page_is_whole(page):
    """Every tag is closed, ids are unique, and every inner link leads somewhere."""
    assert page.open == []
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in page.all("a"):
        if link["href"].startswith("#"):
            assert link["href"][1:] in ids


def test_nothing_is_fetched(page, page_text):
    """Pictures are inside, nothing else is loaded, and a policy forbids it."""
    for picture in page.all("img"):
        assert picture["src"].startswith("data:image/jpeg;base64,")
    assert page.all("link") == page.all("iframe") == []
    assert not any("src" in script for script in page.all("script"))
    style = page_text[page_text.index("<style>") : page_text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    (policy,) = [it["content"] for it in page.all("meta") if "http-equiv" in it]
    assert policy.startswith("default-src 'none'; img-src data:")


def test_everything_is_said(page):
    """Job, questions, evidence, fix, findings, readings, skips, takes, exports, limits."""
    for words in (
        "Viewers should feel that they can rely on this person.",
        "the green scarf",
        "Question 3?",
        "Ease the smoothing.",
        "The cheek is very smooth.",
        "Studies disagree.",
        "Take it again: use a larger photo.",
        "Impressive but forgettable.",
        "Gaze, sideways",
        "5.0° above the target",
        "Crossed arms (the arms are not in the picture)",
        "Warmth",
        "not measured",
        "LinkedIn profile",
        "800 × 800 JPEG",
        "the face would be cut",
        "algorithmicallyEnhanced",
        "Nothing left this machine",
        "catchlight direct me.jpg --job trust",
        "There is no score of beauty here.",
    ):
        assert words in page.text


def test_text_from_outside_is_never_markup(tmp_path):
    """A hostile name, title, message or reason is shown as text."""
    from catchlight.shot import Take

    base = kit(tmp_path)
    hostile_take = replace(base.takes[0], reasons=(HOSTILE,), file=f"{HOSTILE}.jpg")
    hostile_take = replace(
        hostile_take,
        take=Take("t", HOSTILE, base.pick.take.portrait, "darkroom", 1, because=HOSTILE),
    )
    told = critique()
    told["questions"][0]["evidence"] = HOSTILE
    told["findings"][0]["message"] = HOSTILE
    label = replace(base.pick_reading.cues["gaze_yaw_deg"], label=HOSTILE)
    hostile_reading = replace(
        base.pick_reading, cues={**base.pick_reading.cues, "gaze_yaw_deg": label}
    )
    text = render_report(
        replace(
            base,
            brief=Brief("trust", sitter=HOSTILE, detail=HOSTILE),
            takes=(hostile_take,),
            critique=told,
            pick_reading=hostile_reading,
            intake=(HOSTILE,),
            command=HOSTILE,
            not_exported={HOSTILE: HOSTILE},
        )
    )
    assert "alert(" in text
    assert "<script>alert" not in text
    assert len(Page(text).all("script")) == 1


def test_every_picture_has_words(page):
    """Alt texts everywhere; the overlay's layers are told in a list as well."""
    assert all(picture.get("alt") for picture in page.all("img"))
    for label in ("Face mesh", "Light", "Gaze", "Palette"):
        assert label in page.text
    lines = [it for it in page.all("svg") if it.get("role") == "img"]
    assert all(line["aria-label"] for line in lines)


def test_headings_descend_in_order(page):
    """One h1, and no level is skipped."""
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_each_layer_has_its_switch(page, page_text):
    """A labelled checkbox a layer, wired without script."""
    switches = [it["id"] for it in page.all("input") if it.get("type") == "checkbox"]
    labels = {it["for"] for it in page.all("label")}
    assert {"show-mesh", "show-gaze", "show-light", "show-frame"} <= set(switches)
    assert set(switches) == labels
    for name in switches:
        layer = name.removeprefix("show-")
        assert f"#{name}:checked ~ .stage .layer-{layer}" in page_text
        assert f'class="layer layer-{layer}"' in page_text


def test_it_works_without_script(page):
    """Before and after stand in the page as two figures; the slider is only added by the script."""
    figures = [it.get("class") for it in page.all("figure")]
    assert figures[:2] == ["after", "before"]
    assert not any(it.get("type") == "range" for it in page.all("input"))


def test_files_of_the_kit_are_linked_beside_the_page(page):
    """By relative names only."""
    links = {it["href"] for it in page.all("a") if not it["href"].startswith("#")}
    assert {"takes/t1.jpg", "ana-linkedin.jpg", "kit.json"} <= links
    assert not any(link.startswith(("/", "http", "file")) for link in links)


def test_the_page_is_not_heavy(page_text):
    """Well under six megabytes."""
    assert len(page_text) < 6_000_000


def test_the_same_kit_gives_the_same_page(tmp_path):
    """No clock, no chance, no path of this machine."""
    made = kit(tmp_path)
    text = render_report(made)
    assert render_report(made) == text
    assert str(tmp_path) not in text


def test_a_kit_without_face_critique_or_exports_still_has_its_page(tmp_path):
    """What is missing is left out."""
    base = kit(tmp_path)
    blank = Portrait(base.original.pixels)
    takes = tuple(replace(it, take=replace(it.take, portrait=blank)) for it in base.takes)
    bare = replace(
        base,
        original=blank,
        takes=takes,
        pick_reading=Reading("me.jpg", 0),
        original_reading=Reading("me.jpg", 0),
        critique={},
        exports=(),
        not_exported={},
        command="",
        files={},
        intake=(),
        changes=(),
    )
    page = Page(render_report(bare))
    assert page.open == []
    assert "Exports" not in page.text


def test_takes_are_named_as_the_reader_sees_them(tmp_path):
    """An id in a reason becomes place and title."""
    base = kit(tmp_path)
    second = replace(base.takes[1], reasons=("Nearly the same as take-09-window.",))
    first = replace(base.takes[0], take=replace(base.takes[0].take, id="take-09-window"))
    text = Page(render_report(replace(base, takes=(first, second)))).text
    assert "Nearly the same as take 1, “Window”." in text
    assert "take-09-window" not in text


def test_what_was_sent_away_is_said(tmp_path):
    """A remote backend is named in place of the local promise."""
    text = Page(render_report(kit(tmp_path, sent_to="example.org"))).text
    assert "To make the takes, data was sent to example.org." in text
    assert "Nothing left this machine" not in text


def test_a_generated_pick_is_disclosed(tmp_path):
    """In words and by its term."""
    text = Page(render_report(kit(tmp_path, source_type=SourceType.GENERATED))).text
    assert "This picture was made by generative AI." in text
    assert "trainedAlgorithmicMedia" in text


def test_a_verdict_is_not_contradicted(tmp_path):
    """ "Leave it alone" is not said where a fix is asked for."""
    told = critique()
    told["diagnosis"] = {"quadrant": "clear and finished", "advice": "Leave it alone."}
    assert "Leave it alone" not in render_report(kit(tmp_path, critique=told))
    told["verdict"] = "pass"
    assert "Leave it alone" in render_report(kit(tmp_path, critique=told))


def test_a_report_needs_a_take(tmp_path):
    """A programmer's mistake is an error at once."""
    with pytest.raises(ValueError, match="at least one take"):
        kit(tmp_path, takes=())


def test_the_page_is_written_whole_or_not_at_all(tmp_path):
    """A missing folder is an error in words."""
    made = kit(tmp_path)
    write_report(made, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    with pytest.raises(ExportError, match="could not be written"):
        write_report(made, tmp_path / "missing" / "report.html")


@pytest.mark.parametrize(
    ("remedy", "words"),
    [
        (None, ""),
        ("as it is", "as it is"),
        ({"kind": "reshoot", "phrase": "face the window"}, "Take it again: face the window."),
        (
            {"kind": "edit", "edit": "soft_shadows", "strength": 0.4, "because": "lift the eyes"},
            "Lift the eyes (Soft shadows, 40% of its limit).",
        ),
        (
            {"kind": "edit", "edit": "soft_shadows", "strength": 0.4},
            "Soft shadows (Soft shadows, 40% of its limit).",
        ),
    ],
)
def test_remedies_are_sentences(remedy, words):
    """An edit, another photo, or nothing."""
    assert remedy_words(remedy) == words
