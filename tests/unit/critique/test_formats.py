"""A critique reads the same wherever it is shown."""

from __future__ import annotations

import html
import json
import re

import pytest

from catchlight.critique.critic import Critique, critique
from catchlight.critique.formats import FORMATS, to_html, to_markdown, to_sarif
from catchlight.impressions.published import PublishedModel
from catchlight.jobs import find_job
from catchlight.reading import Cue, Reading

from .readings import reading


@pytest.fixture
def judged() -> Critique:
    """A look far aside, where the job wants the viewer met; a photo with a hostile name."""
    values = {"gaze_yaw_deg": 24.0, "gaze_pitch_deg": 0.0, "gaze_offset_deg": 24.0}
    cues = {name: Cue(name, v, "°", v - 3, v + 3, 0.9) for name, v in values.items()}
    reading = Reading("<b>a|b.jpg", 1, cues)
    return critique(reading, PublishedModel().infer(reading), find_job("trust"))


def test_sarif_has_one_located_result_a_finding(judged: Critique) -> None:
    """Each result names a rule that is described, a level and the picture."""
    (run,) = json.loads(to_sarif(judged))["runs"]
    described = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert [result["ruleId"] for result in run["results"]] == [f.rule for f in judged.findings]
    assert judged.findings
    for result in run["results"]:
        assert result["ruleId"] in described
        assert result["level"] in ("note", "warning", "error")
        place = result["locations"][0]["physicalLocation"]["artifactLocation"]
        assert place["uri"] == "%3Cb%3Ea%7Cb.jpg"  # a URI reference, not a bare name


def test_markdown_keeps_its_table_whole(judged: Critique) -> None:
    """Seven rows of five cells, whatever stands in them."""
    rows = [line for line in to_markdown(judged).splitlines() if line.startswith("| ")]
    assert len(rows) == 8
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 6 for row in rows)


def test_html_escapes_what_it_shows(judged: Critique) -> None:
    """A file name is text, never markup; seven cards, nothing fetched."""
    page = to_html(judged)
    assert "<b>a" not in page and "&lt;b&gt;a|b.jpg" in page
    assert page.count('<article class="card">') == 7
    assert "http" not in page


def test_every_format_tells_of_the_same_rule(judged: Critique) -> None:
    """What one format finds, all find."""
    for write in FORMATS.values():
        assert judged.findings[0].rule in write(judged)


def test_every_format_tells_diagnosis_and_what_studies_found() -> None:
    """A popular claim carries its sentence wherever the finding is shown."""
    job = find_job("trust").with_detail("freckles and an air of mischief")
    judged = critique(reading(skin_smoothing=0.9, detail_shown=1.0), {}, job)
    note = next(f.note for f in judged.findings if f.rule == "skin-over-smoothed")
    assert note
    for text in (to_markdown(judged), html.unescape(to_html(judged)), to_sarif(judged)):
        assert note in text
        assert judged.diagnosis.quadrant in text
        assert "“an air of mischief” cannot be measured" in text
