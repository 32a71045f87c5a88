"""The page on platforms tells what the data says."""

from pathlib import Path

import pytest

from catchlight.exports.platform import platforms
from catchlight.provenance.iptc import SourceType

DOCS = Path(__file__).parents[3] / "docs"
pytestmark = pytest.mark.skipif(not DOCS.is_dir(), reason="the docs are not beside the tests")


def test_every_platform_has_its_heading_and_its_row():
    """Size, limit, grade, date, note and source as in the data."""
    page = (DOCS / "platforms.md").read_text(encoding="utf-8")
    for it in platforms().values():
        assert f"\n### {it.id}\n" in page
        assert f"| [{it.id}](#{it.id}) | {it.size.width} × {it.size.height} | {it.shape} |" in page
        assert it.note in page
        assert it.source_title in page


def test_the_page_on_provenance_tells_every_term_that_is_written():
    """In the words the report uses."""
    page = (DOCS / "provenance.md").read_text(encoding="utf-8")
    for term in (SourceType.ALGORITHMICALLY_ENHANCED, SourceType.COMPOSITE, SourceType.GENERATED):
        assert f"| `{term.value}` | {term.in_words} |" in page
