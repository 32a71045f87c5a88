"""EDIT_KINDS: every edit of the darkroom, listed explicitly, in the usual order of work."""

from __future__ import annotations

from . import (
    backdrop,
    color_grade,
    crop,
    depth,
    era,
    film,
    finishing,
    gaze,
    light,
    local_tone,
    perspective,
    skin,
    texture,
    tone,
    warp,
    white_balance,
)
from .edit import EditKind, edit_kinds_by_name

# Edits that move or replace parts of the scene: backdrop, light, warp, depth.
SCENE_KINDS: tuple[EditKind, ...] = (
    *warp.KINDS,
    gaze.GAZE,
    *light.KINDS,
    *depth.KINDS,
    *backdrop.KINDS,
)

EDIT_KINDS: dict[str, EditKind] = edit_kinds_by_name(
    (
        *crop.KINDS,
        *perspective.KINDS,
        *tone.KINDS,
        *local_tone.KINDS,
        *white_balance.KINDS,
        *color_grade.KINDS,
        *skin.KINDS,
        *texture.KINDS,
        *SCENE_KINDS,
        *film.KINDS,
        *era.KINDS,
        *finishing.KINDS,
    )
)

# Edits that move the expression, the gaze or the head: a file must say so.
RESHAPING: frozenset[str] = frozenset(kind.name for kind in (*warp.KINDS, gaze.GAZE))
