"""Same photo, same numbers: in any batch, with any number of processes and threads, on any run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from catchlight.image import open_photo
from catchlight.reading import Reading
from catchlight.readings import ReadingTask, Unread, read_photo, read_photos, read_pixels
from catchlight.vision import runtime


def tasks_of(names: list[str], remember: bool = False) -> list[ReadingTask]:
    return [ReadingTask(name, remember=remember) for name in names]


@pytest.fixture
def alone(portraits: list[str]) -> list[Reading]:
    """Each portrait read by itself."""
    return [read_photo(task) for task in tasks_of(portraits)]


@pytest.fixture
def usual_threads() -> Iterator[None]:
    yield
    runtime.set_threads(1)


def test_the_portraits_differ(alone: list[Reading]):
    """Otherwise the tests below would prove nothing."""
    assert len({str(reading.to_record()) for reading in alone}) == len(alone)
    assert all(len(reading.cues) > 40 for reading in alone)


def test_a_second_run_gives_the_same_numbers(portraits: list[str], alone: list[Reading]):
    """To the last digit."""
    assert [read_photo(task) for task in tasks_of(portraits)] == alone


def test_the_batch_and_its_order_do_not_matter(portraits: list[str], alone: list[Reading]):
    """Backwards and twice over, every photo reads as it does alone."""
    batch = [*portraits[::-1], *portraits]
    found = list(read_photos(tasks_of(batch), 1))
    assert found == [*alone[::-1], *alone]


def test_several_processes_give_the_same_numbers_in_the_same_order(
    portraits: list[str], alone: list[Reading]
):
    """A file that is no picture is said in its place and does not stop the others."""
    batch = [portraits[0], "no such file.jpg", *portraits[1:]]
    found = list(read_photos(tasks_of(batch), 2))
    unread = found.pop(1)
    assert found == alone
    assert isinstance(unread, Unread)
    assert "no such file.jpg" in unread.reason


@pytest.mark.usefixtures("usual_threads")
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_number_of_threads_does_not_matter(
    portraits: list[str], alone: list[Reading], threads: int
):
    """For the networks' and OpenCV's threads alike."""
    runtime.set_threads(threads)
    assert read_photo(tasks_of(portraits)[0]) == alone[0]


def test_a_remembered_reading_is_the_measured_one(portraits: list[str], alone: list[Reading]):
    """Kept on the first read, found on the second, on one process or several."""
    tasks = tasks_of(portraits, remember=True)
    assert list(read_photos(tasks, 1)) == alone
    assert list(read_photos(tasks, 1)) == alone
    assert list(read_photos(tasks, 2)) == alone


def test_an_array_reads_as_its_file_does(portraits: list[str], alone: list[Reading]):
    """Only the name differs."""
    found = read_pixels(open_photo(portraits[0]).pixels, name=portraits[0])
    assert found == alone[0]
