"""Proofing: what each edit or take did to the delicate places, enlarged, for a photographer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from .brief import Brief
from .directing import Opened, gated_darkroom, make_references, make_shot, make_takes
from .image import encode_jpeg, make_folder, write_whole
from .jobs import EmotionalJob
from .report.proof_sheet import Proof, proof_sheet
from .retouch.edit import Recipe
from .retouch.recipe import steps
from .vision.matte import with_matte

WORDS = 60  # letters of a recipe that a column has room for


def proof_takes(opened: Opened, job: EmotionalJob, takes: int, out: Path) -> Path:
    """A sheet of a photo's directed takes, best first. Raises ExportError."""
    references = make_references([opened])
    photo = with_matte(references[0].portrait)
    cut_out = (replace(references[0], portrait=photo),)
    shot = make_shot(Brief(job=job.id, takes=takes), job, cut_out)
    made, _, ranking = make_takes(gated_darkroom(job), shot, job, (), lambda *_: None)
    proofs = [
        Proof(take.title, _in_short(edit["edit"] for edit in take.recipe), take.portrait)
        for take in (made[place.name].take for place in ranking.places)
    ]
    sheet = proof_sheet(photo, proofs, f"{Path(opened.photo.name).name}: takes for {job.said}")
    return _written(out, opened, sheet_name=job.id, sheet=encode_jpeg(sheet))


def proof_edits(opened: Opened, recipe: Recipe, out: Path) -> Path:
    """A sheet of one photo after each edit of a recipe, in order. Raises EditError, ExportError."""
    photo = with_matte(opened.portrait)
    proofs = [
        Proof(edit.name.replace("_", " "), f"strength {edit.strength:g}", portrait)
        for edit, portrait in steps(photo, recipe)
    ]
    sheet = proof_sheet(photo, proofs, f"{Path(opened.photo.name).name}: after each edit")
    return _written(out, opened, sheet_name="edits", sheet=encode_jpeg(sheet))


def _in_short(names: Iterable[Any]) -> str:
    said = ", ".join(str(name).replace("_", " ") for name in names)
    return said if len(said) <= WORDS else said[: WORDS - 1] + "…"


def _written(out: Path, opened: Opened, sheet_name: str, sheet: bytes) -> Path:
    make_folder(out)
    stem = Path(opened.photo.name.replace(":", "-")).stem
    path = out / f"{stem}-{sheet_name}.jpg"
    write_whole(path, sheet)
    return path
