"""Parameters that many routes share."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query

from ..pictures import Format
from ..schemas.base import ID_PATTERN

IdPath = Annotated[str, Path(pattern=ID_PATTERN)]
Side = Annotated[
    int | None, Query(ge=16, le=4096, description="Longest side, pixels; none = as large as it is")
]
Kind = Annotated[Format, Query(description="File format")]
PICTURES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The picture; its address names it for good",
        "content": {
            name: {"schema": {"type": "string", "format": "binary"}}
            for name in ("image/jpeg", "image/webp", "image/png", "image/avif")
        },
    },
    304: {"description": "The browser has it already"},
}
