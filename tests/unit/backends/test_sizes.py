"""The size that can be had nearest to the one that is wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catchlight.backends.models import ModelCard, all_models, find_model_card
from catchlight.backends.sizes import SizeLimits
from catchlight.geometry import Extent

SQUARE, TALL, WIDE = Extent(1024, 1024), Extent(1024, 1536), Extent(1536, 1024)


@pytest.mark.parametrize(
    ("limits", "wanted", "expected"),
    [
        (SizeLimits(), Extent(333, 777), Extent(333, 777)),
        (SizeLimits(step_px=16), Extent(1000, 1250), Extent(992, 1248)),
        (SizeLimits(most_px=1000), Extent(1000, 2000), Extent(500, 1000)),
        (SizeLimits(least_px=512), Extent(100, 200), Extent(512, 1024)),
        (SizeLimits(most_megapixels=1.0), Extent(2000, 2000), Extent(1000, 1000)),
        (SizeLimits(most_aspect=2.0), Extent(400, 1600), Extent(566, 1131)),
        (SizeLimits(choices=(SQUARE, TALL, WIDE)), Extent(1000, 1250), TALL),
        (SizeLimits(choices=(SQUARE, TALL, WIDE)), Extent(1000, 1050), SQUARE),
        (SizeLimits(choices=(SQUARE, TALL, WIDE)), Extent(3000, 2000), WIDE),
    ],
)
def test_the_shape_is_kept_as_far_as_it_can(
    limits: SizeLimits, wanted: Extent, expected: Extent
) -> None:
    """Shape first, then area: a portrait stays a portrait."""
    assert limits.nearest(wanted) == expected
    assert limits.allows(expected)


@given(
    width=st.integers(32, 6000),
    height=st.integers(32, 6000),
    card=st.sampled_from([c for cards in all_models().values() for c in cards]),
)
def test_whatever_is_wanted_what_is_asked_for_keeps_the_limits(
    width: int, height: int, card: ModelCard
) -> None:
    """A size over a limit would be refused by the service, perhaps after it was paid for."""
    limits = card.sizes
    size = limits.nearest(Extent(width, height))
    assert limits.nearest(size) == size
    if limits.choices:
        assert size in limits.choices
        return
    assert limits.least_px <= min(size) and max(size) <= limits.most_px
    assert size.width % limits.step_px == size.height % limits.step_px == 0
    assert max(size) <= limits.most_aspect * min(size)
    assert size.width * size.height <= limits.most_megapixels * 1e6


@pytest.mark.parametrize(
    "card", [c for cards in all_models().values() for c in cards], ids=lambda c: c.id
)
def test_every_model_makes_a_portrait_of_four_to_five_or_near(card) -> None:
    """And its card can ask for it, with a price and the day it was read."""
    size = card.sizes.nearest(Extent(1024, 1280))
    assert 0.6 <= size.width / size.height <= 0.85
    assert 0.7 <= size.megapixels <= 1.7
    assert card.size_fields(size)
    assert 0.001 < card.estimate_usd(size, 1, "medium") < 0.5
    assert card.checked_on and card.terms and card.photos


def test_more_pixels_photos_and_quality_cost_more() -> None:
    """The estimate moves with what is asked for."""
    card = find_model_card("openai", "gpt-image-2")
    small, large = Extent(1024, 1024), Extent(2048, 2048)
    assert card.estimate_usd(large, 0) > card.estimate_usd(small, 0)
    assert card.estimate_usd(small, 3) > card.estimate_usd(small, 0)
    assert card.estimate_usd(small, 0, "high") > card.estimate_usd(small, 0, "low")


def test_a_model_that_is_not_listed_is_assumed_to_be_like_the_first() -> None:
    """Its own name is kept, and that it is assumed is said."""
    card = find_model_card("openai", "gpt-image-9")
    assert (card.id, card.assumed, card.checked_on) == ("gpt-image-9", True, "")
    assert card.photos == find_model_card("openai").photos
