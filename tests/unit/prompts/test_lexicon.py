"""The lexicon: every phrase says what it aims at, and keeps to the emotional jobs."""

from __future__ import annotations

import pytest

from catchlight.cues.reader import CUE_KINDS
from catchlight.errors import UnknownName
from catchlight.jobs import built_in_jobs
from catchlight.prompts.lexicon import LAYER_CUES, Entry, compatible, lexicon, overlap
from catchlight.prompts.lint import lint_prompt
from catchlight.shot import Band

LEXICON = lexicon()
ENTRIES = [
    pytest.param(entry, id=f"{pool}-{name}")
    for pool, entries in LEXICON.pools.items()
    for name, entry in entries.items()
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_phrase_names_its_cues_and_bands(entry: Entry) -> None:
    """No phrase is there for its sound alone: it aims at a cue, in a band that is not empty."""
    assert entry.say and entry.tag and entry.aims
    assert all(band.low <= band.high for band in entry.aims.values())
    assert not entry.say.endswith(".") and not entry.tag.endswith(".")


def test_every_cue_of_the_lexicon_is_one_that_is_measured() -> None:
    """What a prompt aims at, the reader can check afterwards."""
    aimed = {cue for entries in LEXICON.pools.values() for e in entries.values() for cue in e.aims}
    forbidden = {cue for exclusion in LEXICON.exclusions for cue in exclusion.forbids}
    assert aimed | forbidden | set(LAYER_CUES.values()) <= set(CUE_KINDS)


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_phrase_is_free_of_what_lint_would_mend(entry: Entry) -> None:
    """Plain words, tag and nothing else: both pass the prompt rules."""
    assert lint_prompt(entry.say) == ()
    assert lint_prompt(entry.tag) == ()


@pytest.mark.parametrize("job_id", LEXICON.jobs)
def test_what_a_job_chooses_lies_in_its_own_bands(job_id: str) -> None:
    """No phrase that a job picks aims outside the job's targets."""
    targets = built_in_jobs()[job_id].targets
    for pool, names in LEXICON.jobs[job_id].choices.items():
        for name in names:
            entry = LEXICON.pools[pool][name]
            outside = [
                c for c, b in entry.aims.items() if c in targets and not overlap(b, targets[c])
            ]
            assert outside == [], f"{pool} {name}"


def test_every_built_in_job_has_words() -> None:
    """Jobs and lexicon know the same jobs."""
    assert set(LEXICON.jobs) == set(built_in_jobs())


def test_the_wanted_identities_emotions_and_contexts_are_there() -> None:
    """The names that the commands advertise are known, with their accents or without."""
    for name in ("creator", "founder", "athlete", "artist", "executive", "traveler", "student"):
        assert LEXICON.find("identity", name) is not None
    for name in ("approachable", "reflective", "bold", "serene", "nostalgic", "empowered"):
        assert LEXICON.find("emotion", name) is not None
    for name in ("studio portrait", "Cafe", "editorial street", "golden-hour beach"):
        assert LEXICON.find("context", name) is not None
    assert LEXICON.find("context", "Golden_Hour  Beach") is LEXICON.find("context", "beach")


def test_a_motif_comes_with_care() -> None:
    """No symbol of a culture is offered without a note on how to use it."""
    assert all(entry.care for entry in LEXICON.pools["motif"].values())


def test_no_identity_has_a_sex_an_age_or_a_colour() -> None:
    """Who sits comes from the sitter's photos."""
    told = {
        "he",
        "she",
        "his",
        "her",
        "man",
        "woman",
        "young",
        "old",
        "girl",
        "boy",
        "black",
        "white",
    }
    for entry in LEXICON.pools["identity"].values():
        assert told.isdisjoint(entry.say.replace(",", " ").lower().split())


def test_an_unknown_job_is_named_with_its_neighbours() -> None:
    """A slip in a job's name gets the near name."""
    with pytest.raises(UnknownName, match=r"'trsut' is unknown\. Did you mean 'trust'"):
        LEXICON.job("trsut")


def test_bands_that_do_not_meet_are_not_compatible() -> None:
    """Two phrases exclude each other when they want one cue in two places."""
    direct, averted = {"gaze_offset_deg": Band(0, 6)}, {"gaze_offset_deg": Band(10, 35)}
    assert not compatible(direct, averted)
    assert compatible(direct, {"gaze_offset_deg": Band(6, 16)})
    assert compatible(direct, {"roll_deg": Band(2, 10)})
