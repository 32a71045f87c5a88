"""The digital source type says what was done, and never less."""

import pytest

from catchlight.provenance.iptc import (
    Making,
    SourceType,
    source_type_for,
    source_type_in_xmp,
    xmp_packet,
)


@pytest.mark.parametrize(
    ("making", "term"),
    [
        (Making(), "algorithmicallyEnhanced"),
        (Making(carried=SourceType.DIGITAL_CAPTURE), "digitalCapture"),
        (Making(carried=SourceType.NEGATIVE_FILM), "negativeFilm"),
        (Making(developed=True), "algorithmicallyEnhanced"),
        (Making(developed=True, reshaped=True), "humanEdits"),
        (Making(reshaped=True, added_captured=True), "compositeCapture"),
        (Making(developed=True, added_computed=True), "composite"),
        (Making(added_captured=True, added_computed=True), "composite"),
        (Making(added_captured=True, added_generated=True), "compositeSynthetic"),
        (Making(generative_edit=True), "compositeWithTrainedAlgorithmicMedia"),
        (Making(generated=True), "trainedAlgorithmicMedia"),
    ],
)
def test_each_case_has_its_term(making: Making, term: str):
    """Developed, reshaped, composed and generated pictures are told apart."""
    assert source_type_for(making).value == term


@pytest.mark.parametrize(
    "said",
    [SourceType.GENERATED, SourceType.COMPOSITE_SYNTHETIC, SourceType.EDITED_BY_GENERATIVE_AI],
)
def test_a_source_that_tells_of_generative_ai_keeps_telling(said: SourceType):
    """Developing, reshaping or a new backdrop does not wash the label off."""
    for making in (
        Making(carried=said, developed=True),
        Making(carried=said, reshaped=True, added_computed=True),
        Making(carried=said, added_captured=True),
    ):
        assert source_type_for(making) is said


def test_a_packet_is_read_back():
    """What is written is what is read, for every term."""
    for term in SourceType:
        assert source_type_in_xmp(xmp_packet(term)) is term


def test_a_title_cannot_break_the_packet():
    """Markup and control characters in a title stay text."""
    packet = xmp_packet(SourceType.GENERATED, 'A <b>&"\x07 portrait').decode()
    assert "A &lt;b&gt;&amp;" in packet
    assert "\x07" not in packet


@pytest.mark.parametrize(
    "text",
    [
        'q:DigitalSourceType="https://cv.iptc.org/newscodes/digitalsourcetype/humanEdits"',
        "<q:DigitalSourceType>\n http://cv.iptc.org/newscodes/digitalsourcetype/humanEdits\n</q>",
        "<q:DigitalSourceType rdf:resource='http://cv.iptc.org/newscodes/digitalsourcetype/"
        "minorHumanEdits'/>",
    ],
)
def test_every_way_of_writing_it_is_understood(text: str):
    """Attribute, element and resource form, https, and the retired term."""
    assert source_type_in_xmp(text.encode()) is SourceType.HUMAN_EDITS


def test_an_unknown_term_is_no_term():
    """A term from elsewhere is not taken for one of ours."""
    assert source_type_in_xmp(b'DigitalSourceType="http://example.org/made-up"') is None
    assert source_type_in_xmp(b"<nothing/>") is None


def test_every_term_has_its_words():
    """No term reaches a reader without a sentence."""
    assert all(term.in_words.endswith(".") for term in SourceType)
