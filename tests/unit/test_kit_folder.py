"""A kit appears whole or not at all, and never over something that is not a kit."""

from __future__ import annotations

from pathlib import Path

import pytest

from catchlight.errors import ExportError
from catchlight.kit_folder import (
    KIT_FILE,
    check_kit_folder,
    filled_folder,
    sitter_of,
    strangers_in,
    whole_folder,
)


def test_a_new_folder_appears_when_all_is_written(tmp_path: Path) -> None:
    """Nothing but the finished folder is left."""
    with whole_folder(tmp_path / "kit") as partial:
        (partial / KIT_FILE).write_text("{}")
        assert not (tmp_path / "kit").exists()
    assert [p.name for p in tmp_path.iterdir() if "kit" in p.name] == ["kit"]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    """Stopping half-way leaves neither the kit nor the folder it was made in."""
    with pytest.raises(KeyboardInterrupt), whole_folder(tmp_path / "kit") as partial:
        (partial / KIT_FILE).write_text("{}")
        raise KeyboardInterrupt
    assert [p.name for p in tmp_path.iterdir() if "kit" in p.name] == []


def test_an_earlier_kit_is_replaced_as_a_whole(tmp_path: Path) -> None:
    """Files of the earlier kit do not mix with the new one's."""
    kit = tmp_path / "kit"
    kit.mkdir()
    (kit / KIT_FILE).write_text(
        '{"exports": [], "takes": [{"file": "old-take.jpg"}], "files": {}}', encoding="utf-8"
    )
    (kit / "old-take.jpg").write_text("old")
    check_kit_folder(kit)
    with whole_folder(kit) as partial:
        (partial / KIT_FILE).write_text("new")
    assert [p.name for p in kit.iterdir()] == [KIT_FILE]
    assert (kit / KIT_FILE).read_text() == "new"


def test_a_failure_keeps_the_earlier_kit(tmp_path: Path) -> None:
    """What was there stays as it was."""
    kit = tmp_path / "kit"
    kit.mkdir()
    (kit / KIT_FILE).write_text("old")
    with pytest.raises(RuntimeError), whole_folder(kit):
        raise RuntimeError
    assert (kit / KIT_FILE).read_text() == "old"


def test_a_folder_with_other_things_is_refused(tmp_path: Path) -> None:
    """A user's own files are never replaced."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "me.jpg").write_text("mine")
    with pytest.raises(ExportError, match="not empty and holds no earlier kit"):
        check_kit_folder(tmp_path / "photos")


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    """`--out photo.jpg` is a mistake that is told before any work."""
    (tmp_path / "photo.jpg").write_text("mine")
    with pytest.raises(ExportError, match="is a file"):
        check_kit_folder(tmp_path / "photo.jpg")


def test_a_file_of_the_users_in_an_earlier_kit_is_not_deleted(tmp_path: Path) -> None:
    """What the earlier kit.json does not name is the user's own."""
    kit = tmp_path / "kit"
    kit.mkdir()
    (kit / KIT_FILE).write_text('{"exports": [], "takes": [], "files": {}}', encoding="utf-8")
    (kit / "my-notes.txt").write_text("mine")
    with pytest.raises(ExportError, match=r"my-notes\.txt"):
        check_kit_folder(kit)


def test_checking_makes_no_folders(tmp_path: Path) -> None:
    """A run that fails before it writes leaves no empty folders on the way."""
    check_kit_folder(tmp_path / "deep" / "er" / "kit")
    assert not (tmp_path / "deep").exists()


def test_the_rounds_of_a_loop_are_no_strangers_and_are_never_replaced(tmp_path: Path) -> None:
    """Erasing finds them as the kit's own; another direction does not take their place."""
    rounds = tmp_path / "rounds" / "01"
    rounds.mkdir(parents=True)
    names = ("round.json", "take-01.png", "take-01.json", "take-01.seen.json", "outcome.json")
    for name in names:
        (rounds / name).write_text("{}")
    (tmp_path / "loop.json").write_text('{"brief": {"sitter": "Sam Doe"}}')
    assert strangers_in(tmp_path) == []
    assert sitter_of(tmp_path) == "Sam Doe"
    (rounds / "holiday.png").write_text("mine")
    assert strangers_in(tmp_path) == ["rounds/01/holiday.png"]
    with pytest.raises(ExportError, match="--resume"):
        check_kit_folder(tmp_path)


def test_a_kit_is_filled_into_a_folder_that_keeps_what_else_is_there(tmp_path: Path) -> None:
    """Rounds stay; the files of the earlier kit go, and a failure leaves all as it was."""
    (tmp_path / "rounds").mkdir()
    (tmp_path / "rounds" / "take.png").write_text("paid for")

    def fill(export: str) -> None:
        with filled_folder(tmp_path) as partial:
            (partial / "takes").mkdir()
            (partial / "takes" / "one.jpg").write_text(export)
            (partial / export).write_text("export")
            (partial / KIT_FILE).write_text(
                f'{{"exports": [{{"file": "{export}"}}], "takes": [], "files": {{}}}}'
            )

    fill("first.jpg")
    fill("second.jpg")
    there = sorted(path.name for path in tmp_path.iterdir())
    assert there == [KIT_FILE, "rounds", "second.jpg", "takes"]
    assert (tmp_path / "takes" / "one.jpg").read_text() == "second.jpg"
    with pytest.raises(KeyboardInterrupt), filled_folder(tmp_path):
        raise KeyboardInterrupt
    assert sorted(path.name for path in tmp_path.iterdir()) == there
    assert (tmp_path / "rounds" / "take.png").read_text() == "paid for"
