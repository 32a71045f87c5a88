"""Readings and critiques of photos and takes: kept ones for takes, measured ones for photos."""

from __future__ import annotations

from ...critique.compare import compare
from ...critique.critic import Critique, judge
from ...critique.detail_watch import DetailWatch
from ...cues.reader import read_portrait
from ...errors import NoFaceFound
from ...jobs import EmotionalJob
from ...reading import Reading
from ..schemas.readings import ReadingView
from ..state import Server
from ..views.readings import reading_view
from .subjects import Subject, open_picture


def reading_of(server: Server, subject: Subject) -> Reading:
    """The reading. Raises NoFaceFound for a photo in which there is nothing to read."""
    if subject.take is not None:
        kept = server.store.takes.found(subject.take.id).reading
        if kept is not None:
            return kept
    face = subject.face if subject.take is None else None
    key = f"{subject.sha256}-{face}-{subject.project.brief.detail}"
    return server.readings.get(key, lambda: _measured(server, subject))


def critique_of(server: Server, subject: Subject, job: EmotionalJob) -> Critique:
    """The critique of the picture against a job."""
    return judge(reading_of(server, subject), job, subject.project.brief.off)


def reading_with_layers(server: Server, subject: Subject, job: EmotionalJob) -> ReadingView:
    """The reading against a job, and the overlays that show it."""
    reading = reading_of(server, subject)
    return reading_view(open_picture(server, subject), reading, job)


def compared(server: Server, before: Subject, after: Subject, job: EmotionalJob) -> list[str]:
    """What changed emotionally, in sentences."""
    return list(compare(reading_of(server, before), reading_of(server, after), job))


def _measured(server: Server, subject: Subject) -> Reading:
    portrait = open_picture(server, subject)
    if portrait.face is None:
        raise NoFaceFound(
            f"No face was found in {subject.title}. Expected a person's face. Use a photo in which "
            "one person's face is well lit and looks roughly at the camera."
        )
    reading = read_portrait(portrait, subject.title)
    detail = subject.project.brief.detail
    return DetailWatch(detail, portrait, reading).watched(reading) if detail else reading
