"""What all shapes share: strict models, constrained texts and ids, and the shape of an error."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ID_PATTERN = "^[0-9a-f]{32}$"
_NO_CONTROLS = r"^[^\u0000-\u001f\u007f]*$"
_LINES = r"^[^\u0000-\u0008\u000b-\u001f\u007f]*$"

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Line = Annotated[str, StringConstraints(max_length=400, pattern=_NO_CONTROLS)]
Title = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\u0000-\u001f\u007f]+$")
]
Words = Annotated[str, StringConstraints(max_length=4000, pattern=_LINES)]
HexColor = Annotated[str, StringConstraints(pattern="^#[0-9a-fA-F]{6}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Grade = Literal["strong", "medium", "weak", "house"]


class Model(BaseModel):
    """A frozen shape without room for fields that nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FieldError(Model):
    """What is wrong with one field of what was sent."""

    field: str
    detail: str


class Problem(Model):
    """Any failure, as RFC 9457 has it (`application/problem+json`).

    `type` names the kind of problem, `detail` says what is wrong, what was expected and what to do
    next. `errors` names the fields, where fields are wrong; `known` lists what there is, where a
    name was unknown.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str = ""
    errors: list[FieldError] = []
    known: list[str] = []


class XY(Model):
    """A point in fractions of the picture's width and height."""

    x: float
    y: float
