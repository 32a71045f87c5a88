"""The docs keep up with the program: all names have their place, and links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from catchlight.cli.app import app
from catchlight.critique.rules import RULES
from catchlight.cues.reader import CUE_KINDS
from catchlight.exports.platform import platforms
from catchlight.jobs import built_in_jobs
from catchlight.retouch.kinds import EDIT_KINDS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
BIBLIOGRAPHY = set(
    re.findall(r"^@\w+\{([^,]+),", (DOCS / "bibliography.bib").read_text("utf-8"), re.M)
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    """Files and pictures that a page names are there."""
    text = re.sub(r"```.*?```|<!--.*?-->", "", page.read_text("utf-8"), flags=re.S)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if not target.startswith(("http://", "https://", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_the_reference_names_everything() -> None:
    """Every command, cue, job, rule, edit and platform stands in the reference."""
    text = (DOCS / "reference.md").read_text("utf-8")
    commands = [name for name in app if not name.startswith("-")]
    assert len(commands) >= 15
    missing = [name for name in commands if f"### catchlight {name}" not in text]
    for names in (CUE_KINDS, built_in_jobs(), EDIT_KINDS, platforms()):
        missing += [name for name in names if f"`{name}`" not in text]
    missing += [rule.id for rule in RULES if f"`{rule.id}`" not in text]
    assert missing == []


def test_every_source_is_in_the_bibliography() -> None:
    """A key that a rule, a cue or a job cites leads to a publication."""
    cited = {key for rule in RULES for key in rule.sources}
    cited |= {key for kind in CUE_KINDS.values() for key in kind.sources}
    cited |= {key for job in built_in_jobs().values() for key in job.sources}
    assert cited and cited - BIBLIOGRAPHY == set()


def test_every_cue_that_an_edit_or_a_job_names_exists() -> None:
    """An edit cannot promise to move, nor a job to want, what is never read."""
    named = {cue for kind in EDIT_KINDS.values() for cue in kind.cues}
    named |= {cue for job in built_in_jobs().values() for cue in job.targets}
    assert named - set(CUE_KINDS) == set()
