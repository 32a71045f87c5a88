"""Draw docs/images/loop-figure.svg: how many briefs reach their job by which round.

Run from the repository's root with the validation data: `python -m scripts.draw_loop_figure`.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np

from validate.loop import ROUNDS, TAKES, TEMPERS, cases

TARGET = Path(__file__).parents[1] / "docs" / "images" / "loop-figure.svg"
WAYS = (("the loop", "#1b6e53"), ("many wordings", "#8a6d1f"), ("one wording", "#6b7280"))
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 320, 56, 150, 24, 48
LOWEST = 0.5  # the axis begins here, and says so


def main() -> None:
    """Work every brief three ways, and draw the share that is there after each round."""
    found = list(cases(TEMPERS[0]))
    rounds = np.array([(one.loop, one.many, one.same) for one in found])
    shares = np.stack([(rounds <= number).mean(axis=0) for number in range(1, ROUNDS + 1)])
    TARGET.write_text(drawn(shares, len(found)), encoding="utf-8")
    print(np.round(shares, 3))


def drawn(shares: np.ndarray, briefs: int) -> str:
    """The figure; `shares` is rounds × ways."""
    across, down = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM

    def x(number: int) -> float:
        return LEFT + across * (number - 1) / (ROUNDS - 1)

    def y(share: float) -> float:
        return TOP + down * (1 - (share - LOWEST) / (1 - LOWEST))

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="sans-serif" font-size="13" fill="#222">',
        f"<title>Share of {briefs} briefs that reach their job, by round</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for percent in range(50, 101, 10):
        at = y(percent / 100)
        parts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{percent} %</text>')
    for number in range(1, ROUNDS + 1):
        takes = f"round {number} ({number * TAKES} takes)"
        parts.append(f'<text x="{x(number):.1f}" y="{HEIGHT - 20}" text-anchor="middle" '
                     f'font-size="12">{takes}</text>')  # fmt: skip
    ends = spaced([y(float(shares[-1, way])) for way in range(len(WAYS))])
    for way, (title, colour) in enumerate(WAYS):
        points = " ".join(
            f"{x(n):.1f},{y(float(shares[n - 1, way])):.1f}" for n in range(1, ROUNDS + 1)
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        )
        parts += [
            f'<circle cx="{x(n):.1f}" cy="{y(float(shares[n - 1, way])):.1f}" r="3.5" '
            f'fill="{colour}"/>'
            for n in range(1, ROUNDS + 1)
        ]
        said = f"{title}, {shares[-1, way]:.0%}"
        parts.append(
            f'<text x="{WIDTH - RIGHT + 12}" y="{ends[way] + 4:.1f}" fill="{colour}">{said}</text>'
        )
    return "\n".join([*parts, "</svg>\n"])


def spaced(places: list[float], least: float = 18.0) -> list[float]:
    """The places, moved apart so that no two labels touch."""
    moved = list(places)
    order = sorted(range(len(places)), key=lambda n: places[n])
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + least)
    return moved


if __name__ == "__main__":
    main()
