"""Draw docs/images/loop-rounds.jpg: a loop on a stand-in for a generator.

Run `python scripts/draw_rounds.py`. The stand-in knows one public-domain photo and three edits of
it, and makes each when the words of a prompt ask for it: it shows what the loop does, not what a
generator can.
"""

from __future__ import annotations

import os
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from catchlight.brief import Brief
from catchlight.image import Pixels, open_photo, shrunk
from catchlight.looping.rounds import Limits, Round
from catchlight.people.consent import Consent
from catchlight.portrait import Portrait
from catchlight.retouch.edit import Edit
from catchlight.retouch.recipe import apply
from catchlight.shooting import direct_rounds
from catchlight.studio import Studio
from catchlight.testing import ScriptedBackend
from catchlight.vision.matte import with_matte
from catchlight.vision.observe import observe

TARGET = Path(__file__).parents[1] / "docs" / "images" / "loop-rounds.jpg"
SIDE_PX, WIDTH_PX = 900, 1250
TURNS_DEG = (0.0, 4.0, -4.0)  # takes of one round differ a little


@cache
def sitter() -> Portrait:
    """The photo, cut out."""
    pixels = shrunk(open_photo("sample:astronaut").pixels, SIDE_PX)
    height, width = pixels.shape[:2]
    head = pixels[: int(0.62 * height), int(0.16 * width) : int(0.78 * width)]
    return with_matte(observe(np.ascontiguousarray(head)))


def draw(prompt: str, seed: int) -> Pixels:
    """The photo with the edits that the words ask for."""
    most = prompt.partition("What matters most:")[2]
    asked: list[Edit] = []
    if "mouth" in most or "jaw" in most or "smile" in most:
        asked.append(Edit("soften_smile", 1.0))
    if "Few colours" in prompt or "Cool, muted" in prompt or "colours are quiet" in prompt:
        asked.append(Edit("desaturate", 0.45))
    if "background is calm" in prompt:
        asked.append(Edit("backdrop", 1.0, {"name": "warm-wall"}))
    turn = TURNS_DEG[seed % len(TURNS_DEG)]
    if turn:
        asked.append(Edit("head_turn", 1.0, {"yaw_deg": turn}))
    return apply(sitter(), tuple(asked)).pixels


def told(one: Round) -> None:
    """What a round did, for whoever runs this."""
    print(one.ask.number, [take.critique.verdict for take in one.takes])
    print(*(f"   {change.sentence}" for change in one.ask.changes), sep="\n")


def main() -> None:
    """Run the loop and keep its page of rounds."""
    agreed = Consent("Sitter", date(2020, 1, 1), uses=("generate",), backends=("scripted",))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CATCHLIGHT_HOME"] = str(Path(folder) / "home")
        kit = direct_rounds(
            Studio(remember=False),
            ["sample:astronaut"],
            Brief(job="thought-leadership", platforms=("linkedin",)),
            Path(folder) / "kit",
            ScriptedBackend(draw=draw),
            Limits(4, 3),
            consent=agreed,
            retouch=False,
            on_round=told,
        )
        print("\n".join(kit.sentences))
        with Image.open(kit.folder / "rounds.jpg") as page:
            page.thumbnail((WIDTH_PX, WIDTH_PX))
            page.save(TARGET, quality=85, optimize=True)


if __name__ == "__main__":
    main()
