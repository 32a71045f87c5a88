"""A user's own jobs: names of cues, impressions and rules that there are not."""

from __future__ import annotations

import pytest

from catchlight.critique.own_jobs import load_own_jobs
from catchlight.errors import UnknownName


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a.targets]\nlip_corner_pul = [0.1, 0.5]\n", "Did you mean 'lip_corner_pull'"),
        ("[a.impressions]\ndominace = 1\n", "Did you mean 'dominance'"),
        ("[a]\noff = ['smile-misssing']\n", "Did you mean 'smile-missing'"),
    ],
)
def test_a_misspelt_name_is_an_error_and_no_silent_wish(tmp_path, text, said):
    """The message names the file, the job and what is near."""
    path = tmp_path / "mine.toml"
    head = text if text.startswith("[a]") else f"[a]\n{text}"
    path.write_text(head.replace("[a]\n", "[a]\nbased_on = 'trust'\n"), encoding="utf-8")
    with pytest.raises(UnknownName, match=said) as caught:
        load_own_jobs(path)
    assert "mine.toml, job 'a'" in str(caught.value)


def test_a_right_file_is_taken_and_no_file_gives_no_jobs(tmp_path):
    """What is named right stays as `load_jobs` read it."""
    path = tmp_path / "mine.toml"
    path.write_text(
        "[a]\nbased_on = 'trust'\noff = ['chin-low']\n[a.targets]\nmouth_width = [0.3, 0.6]\n",
        encoding="utf-8",
    )
    assert load_own_jobs(path)["a"].off == ("chin-low",)
    assert load_own_jobs(None) == {}
