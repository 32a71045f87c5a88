"""EDIT_KINDS: every edit of the darkroom, listed explicitly, in the usual order of work."""

from __future__ import annotations

from . import color_grade, crop, film, finishing, local_tone, skin, tone, white_balance
from .edit import EditKind, edit_kinds_by_name

# Edits that move or replace parts of the scene: backdrop, light, warp, depth.
SCENE_KINDS: tuple[EditKind, ...] = ()

EDIT_KINDS: dict[str, EditKind] = edit_kinds_by_name(
    (
        *crop.KINDS,
        *tone.KINDS,
        *local_tone.KINDS,
        *white_balance.KINDS,
        *color_grade.KINDS,
        *skin.KINDS,
        *SCENE_KINDS,
        *film.KINDS,
        *finishing.KINDS,
    )
)
