"""The few statistics that the protocols share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
BOOTSTRAPS = 500


def auc(lower: npt.ArrayLike, higher: npt.ArrayLike) -> float:
    """The share of pairs in which the second group's value is higher; ties count half."""
    a, b = np.asarray(lower)[:, None], np.asarray(higher)[None]
    return float(np.mean((b > a) + 0.5 * (b == a)))


def spearman(a: npt.ArrayLike, b: npt.ArrayLike) -> float:
    """Rank correlation (ties share their mean rank)."""
    from scipy.stats import spearmanr

    return float(spearmanr(a, b)[0])


def interval(
    values: npt.ArrayLike, statistic: Callable[[Values], float] = lambda v: float(np.mean(v))
) -> tuple[float, float]:
    """A 90 % bootstrap interval over people (fixed seed)."""
    held = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(0)
    found = [statistic(held[random.integers(0, len(held), len(held))]) for _ in range(BOOTSTRAPS)]
    return float(np.quantile(found, 0.05)), float(np.quantile(found, 0.95))


def percent(share: float) -> str:
    """0.975 → 97.5 %."""
    return f"{100 * share:.1f} %"
