"""Where a picture came from, in IPTC's words: Digital Source Type and its XMP packet.

The vocabulary is http://cv.iptc.org/newscodes/digitalsourcetype/ (state 2024-10-23). Which term is
right for which picture, and why, is told in docs/decisions/003-digital-source-type.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from xml.sax.saxutils import escape

VOCABULARY = "http://cv.iptc.org/newscodes/digitalsourcetype/"


class SourceType(StrEnum):
    """The terms that Catchlight writes or understands; the value is the term's last part."""

    DIGITAL_CAPTURE = "digitalCapture"
    COMPUTATIONAL_CAPTURE = "computationalCapture"
    NEGATIVE_FILM = "negativeFilm"
    POSITIVE_FILM = "positiveFilm"
    PRINT = "print"
    ALGORITHMICALLY_ENHANCED = "algorithmicallyEnhanced"
    HUMAN_EDITS = "humanEdits"
    COMPOSITE = "composite"
    COMPOSITE_CAPTURE = "compositeCapture"
    COMPOSITE_SYNTHETIC = "compositeSynthetic"
    EDITED_BY_GENERATIVE_AI = "compositeWithTrainedAlgorithmicMedia"
    GENERATED = "trainedAlgorithmicMedia"
    ALGORITHMIC_MEDIA = "algorithmicMedia"

    @property
    def uri(self) -> str:
        """The full identifier, as written into a file."""
        return VOCABULARY + self.value

    @property
    def in_words(self) -> str:
        """One sentence for people."""
        return _WORDS[self]

    @property
    def tells_of_generative_ai(self) -> bool:
        """Whether the term says that a generative model made some or all of the picture."""
        return self in _GENERATIVE


_WORDS = {
    SourceType.DIGITAL_CAPTURE: "A camera photo, cut to size and otherwise unchanged.",
    SourceType.COMPUTATIONAL_CAPTURE: "A camera photo merged from several frames.",
    SourceType.NEGATIVE_FILM: "A photo digitised from a negative.",
    SourceType.POSITIVE_FILM: "A photo digitised from a slide.",
    SourceType.PRINT: "A photo digitised from a print.",
    SourceType.ALGORITHMICALLY_ENHANCED: (
        "A photo whose tone, colour, crop or size was changed by algorithm. That changed nothing "
        "of its content and generated nothing."
    ),
    SourceType.HUMAN_EDITS: (
        "A photo retouched at a person's request, without generative tools. The expression or "
        "pose was moved a little."
    ),
    SourceType.COMPOSITE: (
        "A photo of the person put together with elements that no camera took, such as a computed "
        "backdrop. No generative AI was used."
    ),
    SourceType.COMPOSITE_CAPTURE: "Put together from several photographs of real things.",
    SourceType.COMPOSITE_SYNTHETIC: (
        "A photo put together with elements that generative AI made."
    ),
    SourceType.EDITED_BY_GENERATIVE_AI: "A photo edited with generative AI.",
    SourceType.GENERATED: "This picture was made by generative AI.",
    SourceType.ALGORITHMIC_MEDIA: "A picture computed by formula, without generative AI.",
}  # fmt: skip
_GENERATIVE = {
    SourceType.COMPOSITE_SYNTHETIC,
    SourceType.EDITED_BY_GENERATIVE_AI,
    SourceType.GENERATED,
}


@dataclass(frozen=True)
class Making:
    """How a picture came about, as far as disclosure asks.

    `carried` is what the source file already said of itself. `developed`: tone, colour, blur or
    crop were changed; `reshaped`: the expression, gaze or pose was moved without a generative
    model. The picture holds added elements that were `captured` (a photographed backdrop),
    `computed` (a gradient, a rendered light) or `generated`. `generative_edit`: a generative model
    changed the photo; `generated`: it made the whole picture.
    """

    carried: SourceType | None = None
    developed: bool = False
    reshaped: bool = False
    added_captured: bool = False
    added_computed: bool = False
    added_generated: bool = False
    generative_edit: bool = False
    generated: bool = False


def source_type_for(making: Making) -> SourceType:
    """The one term that says most. What the source said of generative AI is never lost."""
    carried = making.carried
    if making.generated or carried is SourceType.GENERATED:
        return SourceType.GENERATED
    if making.added_generated or carried is SourceType.COMPOSITE_SYNTHETIC:
        return SourceType.COMPOSITE_SYNTHETIC
    if making.generative_edit or carried is SourceType.EDITED_BY_GENERATIVE_AI:
        return SourceType.EDITED_BY_GENERATIVE_AI
    if making.added_computed or carried is SourceType.COMPOSITE:
        return SourceType.COMPOSITE
    if making.added_captured or carried is SourceType.COMPOSITE_CAPTURE:
        return SourceType.COMPOSITE_CAPTURE
    if making.reshaped or carried is SourceType.HUMAN_EDITS:
        return SourceType.HUMAN_EDITS
    if making.developed:
        return SourceType.ALGORITHMICALLY_ENHANCED
    # Cut, resized and sharpened by algorithm: true of every file. That a camera took it is not
    # known where the source does not say so.
    return carried or SourceType.ALGORITHMICALLY_ENHANCED


def xmp_packet(source_type: SourceType, title: str = "") -> bytes:
    """A minimal XMP packet: the digital source type and, where given, the title; nothing else."""
    dublin_core = ' xmlns:dc="http://purl.org/dc/elements/1.1/"' if title else ""
    titled = (
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(_printable(title))}</rdf:li>'
        "</rdf:Alt></dc:title>"
        if title
        else ""
    )
    text = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" '
        f'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"{dublin_core}>'
        f"<Iptc4xmpExt:DigitalSourceType>{source_type.uri}</Iptc4xmpExt:DigitalSourceType>{titled}"
        '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    )
    return text.encode("utf-8")


def _printable(text: str) -> str:
    # XML 1.0 forbids control characters even when escaped.
    return "".join(char for char in text if char.isprintable())


_IN_XMP = re.compile(
    rb"""DigitalSourceType\s*(?:=\s*["']|>\s*|\s+[\w:]*resource\s*=\s*["'])\s*([^"'<>\s]+)"""
)


def source_type_in_xmp(xmp: bytes) -> SourceType | None:
    """The term that an XMP packet names; None when it names none that is known here.

    Understands attribute, element and resource form, http and https, and the retired terms.
    """
    found = _IN_XMP.search(xmp)
    if found is None:
        return None
    term = found.group(1).decode("utf-8", "replace").rstrip("/").rsplit("/", 1)[-1]
    retired = {"minorHumanEdits": "humanEdits", "softwareImage": "algorithmicMedia"}
    term = retired.get(term, term)
    return SourceType(term) if term in {known.value for known in SourceType} else None
