"""Order statistics of small samples, without the overhead of numpy's general quantiles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def at_share(values: npt.NDArray[np.floating], share: float) -> float:
    """The value that a share 0…1 of the sample does not exceed (nearest rank); ½ is the median."""
    flat = values.ravel()
    rank = min(int(share * flat.size), flat.size - 1)
    return float(np.partition(flat, rank)[rank])


def median_color(colors: npt.NDArray[np.floating]) -> npt.NDArray[np.float32]:
    """Channel-wise median of n × 3 values."""
    rank = len(colors) // 2
    return np.asarray(np.partition(colors, rank, axis=0)[rank], dtype=np.float32)
