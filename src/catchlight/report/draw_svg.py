"""Marks as SVG: crisp at any size. Text is escaped; numbers are short."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from ..geometry import Point
from .marks import (
    HALO_OPACITY,
    HALO_WIDTH,
    INK,
    TAB_OPACITY,
    Glow,
    Label,
    Layer,
    Mark,
    Patch,
    Ring,
    Stroke,
)
from .typography import width_px

_DASH = "5 4"  # in line widths
_LINE_ENDS = 'stroke-linecap="round" stroke-linejoin="round"'


def svg_layer(layer: Layer, prefix: str) -> str:
    """One group, class "layer layer-NAME"; `prefix` keeps gradient ids apart on one page."""
    parts = [_svg(mark, f"{prefix}-{layer.name}-{n}") for n, mark in enumerate(layer.marks)]
    return f'<g class="layer layer-{layer.name}">{"".join(parts)}</g>'


def _svg(mark: Mark, name: str) -> str:
    match mark:
        case Stroke():
            return _stroke(mark)
        case Ring():
            return _ring(mark)
        case Glow():
            return _glow(mark, name)
        case Label():
            return _label(mark)
        case Patch():
            box = mark.box
            return (
                f'<rect x="{_n(box.left)}" y="{_n(box.top)}" width="{_n(box.width)}" '
                f'height="{_n(box.height)}" fill={quoteattr(mark.color)} '
                f'fill-opacity="{_n(mark.opacity)}"/>'
            )


def _n(value: float) -> str:
    """A number with at most two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _path(runs: Iterable[tuple[Point, ...]], is_closed: bool) -> str:
    return "".join(
        "M" + "L".join(f"{point.x:.1f} {point.y:.1f}" for point in run) + ("Z" if is_closed else "")
        for run in runs
    )


def _stroke(mark: Stroke) -> str:
    path = _path(mark.runs, mark.is_closed)
    fill = (
        f'fill={quoteattr(mark.fill)} fill-opacity="{_n(mark.fill_opacity)}" fill-rule="evenodd"'
        if mark.fill
        else 'fill="none"'
    )
    if mark.width == 0:
        return f'<path d="{path}" {fill}/>'
    dash = (
        ' stroke-dasharray="'
        + " ".join(_n(float(part) * mark.width) for part in _DASH.split())
        + '"'
        if mark.is_dashed
        else ""
    )
    halo = (
        f'<path d="{path}" fill="none" stroke="{INK}" stroke-opacity="{HALO_OPACITY}" '
        f'stroke-width="{_n(mark.width * (1 + HALO_WIDTH))}" {_LINE_ENDS}{dash}/>'
        if mark.has_halo
        else ""
    )
    return (
        f'{halo}<path d="{path}" {fill} stroke={quoteattr(mark.color)} '
        f'stroke-opacity="{_n(mark.opacity)}" stroke-width="{_n(mark.width)}" {_LINE_ENDS}{dash}/>'
    )


def _ring(mark: Ring) -> str:
    place = f'cx="{_n(mark.center.x)}" cy="{_n(mark.center.y)}" r="{_n(mark.radius)}"'
    fill = (
        f'fill={quoteattr(mark.fill)} fill-opacity="{_n(mark.fill_opacity)}"'
        if mark.fill
        else 'fill="none"'
    )
    halo = (
        f'<circle {place} fill="none" stroke="{INK}" stroke-opacity="{HALO_OPACITY}" '
        f'stroke-width="{_n(mark.width * (1 + HALO_WIDTH))}"/>'
    )
    return (
        f"{halo}<circle {place} {fill} stroke={quoteattr(mark.color)} "
        f'stroke-opacity="{_n(mark.opacity)}" stroke-width="{_n(mark.width)}"/>'
    )


def _glow(mark: Glow, name: str) -> str:
    color = quoteattr(mark.color)
    return (
        f'<radialGradient id="{name}"><stop offset="0" stop-color={color} '
        f'stop-opacity="{_n(mark.opacity)}"/><stop offset="1" stop-color={color} '
        f'stop-opacity="0"/></radialGradient><circle cx="{_n(mark.center.x)}" '
        f'cy="{_n(mark.center.y)}" r="{_n(mark.radius)}" fill="url(#{name})"/>'
    )


def _label(mark: Label) -> str:
    # The browser's typeface differs from the one that is measured: it is told how wide to set.
    width = width_px(mark.text, mark.size)
    tab = mark.tab(width)
    return (
        f'<g class="label"><rect x="{_n(tab.left)}" y="{_n(tab.top)}" width="{_n(tab.width)}" '
        f'height="{_n(tab.height)}" rx="{_n(tab.height / 2)}" fill="{INK}" '
        f'fill-opacity="{TAB_OPACITY}"/>'
        f'<text x="{_n(mark.at.x)}" y="{_n(mark.at.y)}" font-size="{_n(mark.size)}" '
        f'text-anchor="{mark.anchor}" textLength="{_n(width)}" lengthAdjust="spacingAndGlyphs" '
        f"fill={quoteattr(mark.color)}>{escape(mark.text)}</text></g>"
    )
