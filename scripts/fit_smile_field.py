"""Fit the smile's displacement field to neutral and smiling photos of the same people.

    CATCHLIGHT_SHARED=../shared python scripts/fit_smile_field.py

Data: Face Research Lab London Set, DeBruine & Jones 2017, doi:10.6084/m9.figshare.5047666, CC BY
4.0. Only averages over all people leave this script: the mean mesh, the mean movement, and the
triangles between the points; no person's own shape is stored.

Method: landmarks of both photos → both fitted to the mean neutral mesh by a similarity in 3-D on
points that a smile hardly moves (forehead, temples, nose bridge, eye corners) → movement =
smiling − neutral → regressed, point by point, on how far the lips parted, and taken at "not
parted": the closed-lip share of a smile → made left–right even with the mesh's own mirror.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
from scipy.spatial import Delaunay

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from catchlight.image import open_photo  # noqa: E402
from catchlight.vision.observe import observe  # noqa: E402

STEADY = (10, 151, 9, 8, 168, 6, 197, 33, 133, 362, 263, 127, 356, 21, 251, 54, 284, 103, 332, 67,
          297, 109, 338, 162, 389, 34, 264)  # fmt: skip
EYE_CORNERS = ((33, 133), (362, 263))
LIPS_INNER = (13, 14)


def similarity(source: np.ndarray, target: np.ndarray, use: list[int]) -> np.ndarray:
    """`source` moved, turned and scaled (3-D) so that its `use` points lie nearest to target's."""
    a, b = source[use], target[use]
    ca, cb = a.mean(axis=0), b.mean(axis=0)
    u, s, vt = np.linalg.svd((b - cb).T @ (a - ca))
    flip = np.diag([1, 1, np.sign(np.linalg.det(u @ vt))])
    rotation = u @ flip @ vt
    scale = (s * np.diag(flip)).sum() / ((a - ca) ** 2).sum()
    return scale * (source - ca) @ rotation.T + cb


def in_eye_units(points: np.ndarray) -> np.ndarray:
    """Centred between the eyes, 1 = the distance between the eye centres."""
    left, right = (points[list(pair)].mean(axis=0) for pair in EYE_CORNERS)
    return (points - (left + right) / 2) / np.linalg.norm((right - left)[:2])


def mirror_of(mesh: np.ndarray) -> np.ndarray:
    """For each point the one that it changes places with in a mirror, by mutual nearness."""
    flipped = mesh * (-1, 1, 1)
    cost = np.linalg.norm(flipped[:, None] - mesh[None], axis=-1)
    from scipy.optimize import linear_sum_assignment

    return linear_sum_assignment(cost)[1]


def main() -> None:
    """Write src/catchlight/retouch/smile_field.npz."""
    shared = Path(os.environ.get("CATCHLIGHT_SHARED", ROOT.parent / "shared"))
    london = shared / "data" / "london"
    pairs = []
    for neutral in sorted((london / "neutral").glob("*.jpg")):
        smiling = london / "smiling" / neutral.name.replace("_03", "_08")
        if not smiling.exists():
            continue
        faces = [observe(open_photo(str(p)).pixels, body=False).face for p in (neutral, smiling)]
        if all(face is not None for face in faces):
            pairs.append([in_eye_units(face.landmarks.astype(np.float64)) for face in faces])
    mean = np.mean([neutral for neutral, _ in pairs], axis=0)
    for _ in range(4):  # the mean of aligned shapes, settled
        mean = in_eye_units(
            np.mean([similarity(n, mean, list(range(468))) for n, _ in pairs], axis=0)
        )
    mirror = mirror_of(mean)
    mean = (mean + mean[mirror] * (-1, 1, 1)) / 2
    moves, parted = [], []
    for neutral, smiling in pairs:
        a, b = (similarity(shape, mean, list(STEADY)) for shape in (neutral, smiling))
        moves.append(b - a)
        gap = [shape[LIPS_INNER[1], 1] - shape[LIPS_INNER[0], 1] for shape in (a, b)]
        parted.append(gap[1] - gap[0])
    gaps = np.array(parted)
    design = np.column_stack([np.ones_like(gaps), gaps])
    fitted, *_ = np.linalg.lstsq(design, np.reshape(moves, (len(moves), -1)), rcond=None)
    smile = fitted[0].reshape(-1, 3)
    smile = (smile + smile[mirror] * (-1, 1, 1)) / 2
    triangles = Delaunay(mean[:468, :2]).simplices
    corner = smile[61]
    print(f"{len(pairs)} people; lips parted by {np.median(gaps):.3f} eye distances (median)")
    print(f"mouth corner moves by x {corner[0]:+.3f}, y {corner[1]:+.3f} eye distances")
    np.savez_compressed(
        ROOT / "src" / "catchlight" / "retouch" / "smile_field.npz",
        mean=mean.astype(np.float32),
        smile=smile.astype(np.float32),
        mirror=mirror.astype(np.int16),
        triangles=triangles.astype(np.int16),
    )


if __name__ == "__main__":
    main()
