"""The consent sheet: one page to print, fill in and sign, in words that a sitter understands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from html import escape
from types import MappingProxyType

from .consent import EVERY, Consent

# What each use means, as the sitter reads it.
USE_WORDS: Mapping[str, str] = {
    "develop": "My photos may be edited (light, colour, crop, small retouching).",
    "generate": "New pictures of me may be made with generative AI.",
    "export": "Finished pictures may be published on the platforms named below.",
    "send": "My photos may be sent to the online services named below.",
}
_STYLE = """
@page { size: A4; margin: 18mm }
body { font: 11pt/1.45 Georgia, "DejaVu Serif", serif; color: #111; max-width: 42em;
  margin: 2em auto; padding: 0 1em }
h1 { font-size: 18pt; margin: 0 0 .2em }
h2 { font-size: 12pt; margin: 1.1em 0 .3em }
ul { list-style: none; padding: 0; margin: 0 } li { margin: .25em 0; padding-left: 1.7em }
li::before { content: "☐"; float: left; margin-left: -1.6em }
li.agreed::before { content: "☒" }
.line { border-bottom: 1px solid #111; display: inline-block; min-width: 16em; height: 1.4em }
.pair { display: flex; gap: 2em; margin-top: 1.6em } .pair > div { flex: 1 }
.small { font-size: 9pt; color: #333 }
@media print { body { margin: 0; padding: 0 } }
"""


def consent_sheet(
    consent: Consent,
    *,
    publisher: str = "",
    blank: bool = False,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """The sheet as an HTML page that needs nothing from elsewhere; print it from a browser.

    `publisher` is who asks for the consent. `blank` ticks nothing: the sitter chooses by hand.
    `titles` are the names of platforms and services for people, by id.
    """
    platforms = tuple(titles.get(one, one) for one in consent.platforms)
    services = tuple(titles.get(one, one) for one in consent.backends)
    uses = "".join(_use(use, not blank and _has(consent.uses, use)) for use in USE_WORDS)
    name = f"<b>{escape(consent.sitter)}</b>" if consent.sitter else _line()
    until = f"until <b>{consent.until}</b>" if consent.until else f"until {_line()} (a date)"
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Consent to portraits</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>{_STYLE}</style></head><body>
<h1>Consent to portraits</h1>
<p>Sitter: {name}<br>Asked for by: {escape(publisher) or _line()}</p>
<h2>I agree to what is ticked, and to nothing else</h2>
<ul>{uses}</ul>
<p>Platforms: {_listed(platforms, "every platform", blank)}<br>
Services and programs: {_listed(services, "every service", blank)}</p>
<p>This holds from {_day(consent.given_on, blank)} {until}.</p>
<h2>What I was told</h2>
<p>I can withdraw this consent at any time, without giving a reason, by saying so to the person
named above. From that day on nothing new is made or published. What others have copied from a
published picture cannot be called back. On my wish everything that is kept of me (photos, pictures
made from them, measurements) is erased, and I get a receipt that says so. Pictures that were edited
or made with AI say so in the file.</p>
<div class="pair"><div>{_line()}<br><span class="small">Place and date</span></div>
<div>{_line()}<br><span class="small">Signature of the sitter (for a child: of those who have
custody)</span></div></div>
<p class="small">A plain form, no legal advice. Keep the signed sheet: catchlight people agree
NAME --sheet SCAN keeps a copy and its hash.</p>
</body></html>
"""


def _use(use: str, agreed: bool) -> str:
    return f"<li{' class=agreed' if agreed else ''}>{escape(USE_WORDS[use])}</li>"


def _has(agreed: tuple[str, ...], use: str) -> bool:
    return use in agreed or EVERY in agreed


def _listed(names: tuple[str, ...], every: str, blank: bool) -> str:
    if blank:
        return _line()
    return f"<b>{escape(every if EVERY in names else ', '.join(names) or 'none')}</b>"


def _day(day: date, blank: bool) -> str:
    return _line() if blank else f"<b>{day}</b>"


def _line() -> str:
    return '<span class="line"></span>'
