"""Exports as shapes."""

from __future__ import annotations

from typing import Any, cast

from ...store import ExportRecord
from ..schemas.kits import Export
from ..security import API


def export_view(export: ExportRecord) -> Export:
    """One file that was made."""
    about = export.about
    return Export(
        id=export.id,
        project_id=export.project_id,
        take_id=export.take_id,
        task_id=export.task_id,
        kind=cast(Any, export.kind),
        platform=export.platform,
        file_name=export.file_name,
        media_type=export.media_type,
        bytes=export.bytes,
        width=about.get("width"),
        height=about.get("height"),
        shape=about.get("shape", ""),
        source_type=about.get("source_type", ""),
        notes=list(about.get("notes", [])),
        sha256=export.sha256,
        download=f"{API}/exports/{export.id}/file",
        created_at=export.created_at,
    )
