"""Checking, comparing and ranking photos: with the sitter's other photos and a named detail."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from catchlight.checking import MOST_ON_SHEET, Culled
from catchlight.errors import ExportError
from catchlight.image import encode_jpeg, open_photo
from catchlight.studio import Studio

SAMPLE = "sample:astronaut"


@pytest.fixture(scope="module")
def shoot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample, a copy, a blurred and a cold one, and a file that is no picture."""
    folder = tmp_path_factory.mktemp("shoot")
    pixels = open_photo(SAMPLE).pixels
    made = {
        "a": pixels,
        "a-again": np.clip(pixels * 1.01, 0, 1),
        "blurred": cv2.GaussianBlur(pixels, (0, 0), 3),
        "cold": np.clip(pixels * np.array([0.6, 0.9, 1.2], np.float32), 0, 1),
    }
    for name, picture in made.items():
        (folder / f"{name}.jpg").write_bytes(encode_jpeg(np.asarray(picture, np.float32)))
    (folder / "broken.jpg").write_bytes(b"no picture")
    return folder


def ranked(shoot: Path, **options) -> Culled:
    names = sorted(str(path) for path in shoot.iterdir())
    return Studio(remember=False).rank(names, "trust", **options)


def test_a_folder_is_ranked_and_what_cannot_be_read_is_listed(shoot, tmp_path):
    """The sharp, neutral frames lead, nearly equal ones are stacked, and a sheet shows the tops."""
    culled = ranked(shoot)
    order = [Path(place.name).stem for place in culled.ranking.places]
    assert set(order[:2]) == {"a", "a-again"}
    assert culled.ranking.places[1].stack == culled.ranking.pick.name
    assert [Path(name).stem for name in culled.failed] == ["broken"]
    assert culled.to_dict()["weights"]["impression"] == pytest.approx(0.7)
    culled.write_sheet(tmp_path / "sheet.jpg")
    assert open_photo(str(tmp_path / "sheet.jpg")).extent.width > 600
    assert len(culled.ranking.tops) < MOST_ON_SHEET


def test_a_sheet_of_nothing_is_told_in_words(shoot, tmp_path):
    """Where no picture could be read there is no sheet, and no traceback."""
    culled = Studio(remember=False).rank([str(shoot / "broken.jpg")], "trust")
    assert list(culled.failed) == [str(shoot / "broken.jpg")]
    with pytest.raises(ExportError, match="nothing to put on the contact sheet"):
        culled.write_sheet(tmp_path / "sheet.jpg")
    assert not (tmp_path / "sheet.jpg").exists()


def test_with_the_sitters_own_photos_likeness_is_measured(shoot):
    """The same woman is like herself."""
    culled = ranked(shoot, own=[SAMPLE])
    likeness = culled.ranking.pick.axes.likeness
    assert likeness is not None
    assert likeness > 0.9


def test_a_named_detail_counts_in_the_ranking(shoot):
    """A detail that no picture shows is a finding in each of them."""
    culled = ranked(shoot, detail="a green scarf")
    plain = ranked(shoot)
    assert culled.ranking.pick.order < plain.ranking.pick.order


def test_a_check_with_own_photos_tells_how_alike_they_are():
    """The same photo again is as near as can be."""
    critique = Studio(remember=False).check(SAMPLE, "trust", own=[SAMPLE])
    assert critique.diagnosis.near_own == pytest.approx(1.0)
    assert critique.to_dict()["diagnosis"]["nearness_to_own"] == 1.0


def test_a_check_with_a_detail_says_what_is_watched_and_what_is_not():
    """The remark stands in the critique; the JSON form holds it too."""
    words = "an orange suit and an air of mischief"
    critique = Studio(remember=False).check(SAMPLE, "trust", detail=words)
    assert "the orange in neck and clothes" in critique.remarks[0]
    assert critique.to_dict()["named_detail"]["unknown"] == ["an air of mischief"]
    assert not {f.rule for f in critique.findings} & {"detail-unseen", "detail-lost"}


def test_a_comparison_follows_the_detail(shoot):
    """The cold copy keeps the suit's place, not its orange; the sharp copy keeps both."""
    a, again, cold = (str(shoot / f"{name}.jpg") for name in ("a", "a-again", "cold"))
    studio = Studio(remember=False)
    kept = studio.compare(a, again, "trust", detail="an orange suit")
    lost = studio.compare(a, cold, "trust", detail="an orange suit")
    assert any("“an orange suit” is kept" in line for line in kept)
    assert any("“an orange suit” is lost" in line for line in lost)


def test_retouching_leaves_out_an_edit_that_costs_the_detail(tmp_path):
    """Without colour an orange suit is any suit."""
    edits, out = ("black_and_white=1",), tmp_path / "out.jpg"
    said = Studio(remember=False).retouch(
        SAMPLE, out, job="creativity", edits=edits, detail="an orange suit"
    )
    assert said[0].startswith("left out: black_and_white")
    assert "the named detail is lost (0% of the orange in neck and clothes is left)" in said[0]
