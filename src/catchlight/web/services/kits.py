"""Kits: a take as platforms show it, what its file discloses, and what a kit task made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...directing import TAKE_SIDE_PX
from ...errors import ExportError
from ...exports.crop_plan import CIRCLE_SAFE, Head, head_of, plan_crop
from ...exports.export import render
from ...exports.platform import Platform, find_platform
from ...exports.telling import source_type_of_take
from ...geometry import Box, Extent
from ...image import shrunk
from ...portrait import Portrait
from ...provenance.metadata import carried_source_type
from ...shot import Take
from ...store import Store, TakeRecord
from ...studio import FULL_SIDE_PX
from ..errors import Refusal
from ..pictures import Format, encode
from ..schemas.kits import Circle, Crop, Disclosure, DriftNote, KitView, Tile, TileSheet
from ..security import API
from ..state import Server
from ..views.catalog import platform_card
from ..views.kits import export_view
from .queueing import KIT, queue_kit
from .subjects import Subject, open_picture

__all__ = ["kit_view", "queue_kit", "tile_picture", "tile_sheet"]
TILE_PX = 1024  # tiles are cut from a picture of this size; exports from the full one
LEARNED_FROM = 3  # takes from which a set's own identity can be told; fewer are held to the job's


def tile_sheet(server: Server, subject: Subject) -> TileSheet:
    """The take on every platform of its brief."""
    take = server.store.takes.get(subject.take.id if subject.take else "")
    portrait = open_picture(server, subject, TILE_PX)
    head = head_of(portrait)
    scale = full_scale(subject, portrait.extent)
    return TileSheet(
        take_id=take.id,
        tiles=[
            _tile(
                _scaled(head, scale), _times(portrait.extent, scale), find_platform(name), take.id
            )
            for name in subject.project.brief.platforms
        ],
        disclosure=disclosure(server, take),
    )


def full_scale(subject: Subject, shown: Extent) -> float:
    """How much larger than `shown` the take is when it is developed for its exports."""
    take, photo = subject.take, subject.photo
    if take is None:
        return 1.0
    scale = max(take.width, take.height) / max(shown)
    if photo is None or take.base_sha256 != photo.sha256:
        return scale
    side = max(photo.width, photo.height)
    return scale * min(side, FULL_SIDE_PX) / min(side, TAKE_SIDE_PX)


def _times(extent: Extent, scale: float) -> Extent:
    return Extent(round(extent.width * scale), round(extent.height * scale))


def _scaled(head: Head, scale: float) -> Head:
    box = head.face
    return replace(
        head,
        face=Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale),
        eye_y=head.eye_y * scale,
        hair_top=head.hair_top * scale,
        outline=head.outline * scale,
    )


def _tile(head: Head, extent: Extent, platform: Platform, take_id: str) -> Tile:
    image = f"{API}/takes/{take_id}/platforms/{platform.id}/image"
    circle = Circle(x=0.5, y=0.5, radius=CIRCLE_SAFE / 2) if platform.is_circle else None
    card = platform_card(platform)
    try:
        plan = plan_crop(extent, head, platform)
    except ExportError as error:
        return Tile(platform=card, image="", crop=None, safe_circle=circle, upscale=None,
                    notes=[], refused=str(error))  # fmt: skip
    width, height = extent
    box = plan.box
    crop = Crop(
        left=box.left / width,
        top=box.top / height,
        right=box.right / width,
        bottom=box.bottom / height,
    )
    return Tile(
        platform=card,
        image=image,
        crop=crop,
        safe_circle=circle,
        upscale=round(plan.upscale, 3),
        notes=list(plan.notes),
        refused="",
    )


def tile_picture(
    server: Server, subject: Subject, platform: Platform, side_px: int | None, kind: Format
) -> bytes:
    """The take cut for a platform. Raises ExportError where no crop can serve it."""
    picture, _ = render(open_picture(server, subject, TILE_PX), platform)
    return encode(shrunk(picture, side_px) if side_px else picture, kind)


def disclosure(server: Server, take: TakeRecord) -> Disclosure:
    """What the take's exports will say of how it came about."""
    from ...exports.sealing import Signing

    carried = None
    if take.base_sha256 != take.sha256:
        carried = carried_source_type(server.store.blobs.get(take.base_sha256))
    term = source_type_of_take(plain_take(take), carried)
    signing = Signing.from_settings(server.settings())
    words = (
        f"Signed as {signing.name}: content credentials tell how it was made."
        if signing.is_on
        else "Not signed: no content credentials are added."
    )
    return Disclosure(
        source_type=term.uri,
        source_type_words=term.in_words,
        metadata=[
            "An sRGB colour profile",
            "IPTC Digital Source Type (XMP)",
            *(["Content credentials (C2PA)"] if signing.is_on else []),
            "Nothing else: no camera data, no place, no thumbnail of the original",
        ],
        is_signed=signing.is_on,
        signed_words=words,
    )


def plain_take(take: TakeRecord, portrait: Portrait | None = None) -> Take:
    """The library's own record of a take."""
    import numpy as np

    origin = take.origin
    return Take(
        id=take.id,
        title=take.title,
        portrait=portrait or Portrait(np.zeros((1, 1, 3), np.float32)),
        backend=take.backend,
        seed=take.seed,
        source=take.photo_id or "",
        recipe=take.recipe,
        because=take.because,
        notes=take.notes,
        model=str(origin.get("model", "")),
        prompt=str(origin.get("prompt", "")),
        terms=str(origin.get("terms", "")),
    )


def kit_view(server: Server, task_id: str) -> KitView:
    """What a kit task made so far. Raises Refusal for another kind of task."""
    task = server.store.tasks.get(task_id)
    if task.kind != KIT:
        raise Refusal(409, "no-kit", "This task makes no kit", "Choose a task that exports.")
    exports = [export_view(one) for one in server.store.exports.of_task(task_id)]
    take_ids = [str(one) for one in task.wanted["take_ids"]]
    notes = drift_notes(server.store, server, take_ids)
    return KitView(
        task_id=task_id,
        zip=next((one for one in exports if one.kind == "kit"), None),
        exports=[one for one in exports if one.kind == "platform"],
        not_exported=dict(task.result.get("not_exported", {})),
        drift=notes,
        drift_words=_drift_words(notes, len(take_ids)),
    )


def drift_notes(store: Store, server: Server, take_ids: Sequence[str]) -> list[DriftNote]:
    """Where takes of one set leave its line, worst first."""
    from ...visual_identity.drift import drift
    from ...visual_identity.from_job import identity_from_job
    from ...visual_identity.learning import learn
    from ...visual_identity.seen import seen
    from ...visual_identity.wording import title_of
    from .subjects import take_subject

    pictures, job = [], None
    for take_id in take_ids:
        subject = take_subject(server, take_id)
        job = job or subject.job
        reading = store.takes.found(take_id).reading
        pictures.append(seen(take_id, open_picture(server, subject, TILE_PX), reading))
    if len(pictures) < 2 or job is None:
        return []
    identity = learn(pictures) if len(pictures) >= LEARNED_FROM else identity_from_job(job)
    found = drift(identity, pictures)
    notes = [
        DriftNote(
            take_id=one.name,
            cue=departure.cue,
            title=title_of(departure.cue),
            steps=round(abs(departure.units), 2),
            words=departure.said,
        )
        for one in found.pictures
        for departure in one.out
    ]
    return sorted(notes, key=lambda note: -note.steps)


def _drift_words(notes: Sequence[DriftNote], takes: int) -> str:
    if takes < 2:
        return "One take: there is no set to drift from."
    if not notes:
        return "The takes hold together: nothing is out of line."
    out = len({note.take_id for note in notes})
    return f"{out} of {takes} takes are out of line; first: {notes[0].words}."
