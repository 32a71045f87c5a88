"""Making a kit as a piece of work: one step a take and platform, then the zip."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ...errors import ExportError
from ...exports.export import export
from ...exports.platform import Platform, find_platform, slug
from ...exports.sealing import Sealing, Signing
from ...image import decode_photo
from ...kit import source_type_of
from ...portrait import Portrait
from ...provenance.metadata import carried_source_type
from ...retouch.edit import Edit
from ...retouch.recipe import apply
from ...shot import Take
from ...store import ExportDraft, TakeRecord
from ...studio import FULL_SIDE_PX
from ...version import __version__
from ...vision.matte import with_matte
from ...vision.observe import observe
from ..services.kits import plain_take
from .piece import Bench

MEDIA_TYPES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "WEBP": "image/webp",
    "AVIF": "image/avif",
}
KIT_FILE = "kit.json"
ZIP_DATE = (1980, 1, 1, 0, 0, 0)  # the same files give the same zip


class KitMaking:
    """Takes for platforms at full size, signed, and a zip of all."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._store = bench, bench.store
        wanted = bench.task.wanted
        self._project = self._store.projects.get(bench.task.project_id or "")
        self._name = slug(str(wanted["name"]))
        self._pairs = [
            (self._store.takes.get(take_id), find_platform(platform))
            for take_id in wanted["take_ids"]
            for platform in wanted["platforms"]
        ]
        self._is_one_take = len(wanted["take_ids"]) == 1
        self._full: tuple[str, Portrait] | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        """One a file."""
        return tuple(f"Exporting for {platform.title}" for _, platform in self._pairs)

    def do(self, number: int) -> None:
        """Export one take for one platform; where no crop can serve, the reason is kept."""
        take, platform = self._pairs[number]
        portrait = self._developed(take)
        self._bench.stop_if_unwanted()
        name = self._file_name(take, platform)
        try:
            self._export(take, platform, portrait, name)
        except ExportError as error:
            if isinstance(error.__cause__, OSError):
                raise
            self._refuse(name, str(error))

    def finish(self) -> Mapping[str, Any]:
        """Put all files into one zip, and say what was left out."""
        task = self._store.tasks.get(self._bench.task.id)
        exports = [one for one in self._store.exports.of_task(task.id) if one.kind == "platform"]
        not_exported = dict(task.result.get("not_exported", {}))
        about = {
            "catchlight": __version__,
            "brief": self._project.brief.to_dict(),
            "exports": [{"file": one.file_name, **one.about} for one in exports],
            "not_exported": not_exported,
        }
        files = {one.file_name: self._store.blobs.get(one.sha256) for one in exports}
        files[KIT_FILE] = json.dumps(about, ensure_ascii=False, indent=2).encode()
        draft = ExportDraft(
            kind="kit",
            file_name=f"{self._name}-kit.zip",
            media_type="application/zip",
            task_id=task.id,
            about={"files": sorted(files)},
        )
        kit = self._store.exports.add(self._project.id, draft, _zipped(files))
        said = [f"{len(exports)} files exported."]
        said += [f"{name} was left out: {why}" for name, why in not_exported.items()]
        return {
            "take_ids": list(task.wanted["take_ids"]),
            "export_ids": [one.id for one in exports],
            "kit_export_id": kit.id,
            "sentences": said,
            "not_exported": not_exported,
        }

    def _file_name(self, take: TakeRecord, platform: Platform) -> str:
        name = self._name if self._is_one_take else f"{self._name}-{take.id[:6]}"
        return platform.file_named(name)

    def _developed(self, take: TakeRecord) -> Portrait:
        """The take's recipe on its file at full size."""
        if self._full is None or self._full[0] != take.id:
            self._bench.stop_if_unwanted()
            data = self._store.blobs.get(take.base_sha256)
            photo = decode_photo(data, take.title, FULL_SIDE_PX)
            portrait = observe(photo.pixels, face=self._project.brief.face)
            recipe = tuple(Edit.from_dict(edit) for edit in take.recipe)
            if recipe:
                self._bench.stop_if_unwanted()
                developed = apply(with_matte(portrait), recipe, keep_matte=False)
                portrait = replace(developed, matte=None, person=developed.person_mask)
            self._full = (take.id, portrait)
        return self._full[1]

    def _export(self, take: TakeRecord, platform: Platform, portrait: Portrait, name: str) -> None:
        plain, data = plain_take(take, portrait), self._store.blobs.get(take.base_sha256)
        carried = {plain.source: carried_source_type(data)}
        sign = self._sealing(plain, data, carried).for_export(
            plain, f"Portrait for {platform.title}"
        )
        with tempfile.TemporaryDirectory(prefix="catchlight-") as folder:
            path = Path(folder) / name
            source_type = source_type_of(plain, carried)
            made = export(portrait, platform, path, source_type=source_type, sign=sign)
            written = path.read_bytes()
        values = made.to_dict()
        draft = ExportDraft(
            kind="platform",
            file_name=name,
            media_type=MEDIA_TYPES[made.format],
            platform=platform.id,
            take_id=take.id,
            task_id=self._bench.task.id,
            about={**values, "source_type": values["digital_source_type"]},
        )
        self._store.exports.add(self._project.id, draft, written)

    def _sealing(self, take: Take, data: bytes, carried: Mapping[str, Any]) -> Sealing:
        signing = Signing.from_settings(self._bench.settings())
        return Sealing(
            key=signing.find_key(),
            photos={take.source: data},
            carried=carried,
            tell_prompts=signing.tell_prompts,
        )

    def _refuse(self, name: str, why: str) -> None:
        task = self._store.tasks.get(self._bench.task.id)
        not_exported = {**task.result.get("not_exported", {}), name: why}
        self._store.tasks.note(task.id, {**task.result, "not_exported": not_exported})


def _zipped(files: Mapping[str, bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as zipped:  # pictures do not shrink
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, files[name])
    return sink.getvalue()
