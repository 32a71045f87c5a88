"""Pictures in: every format that phones and cameras write, and every file that is none."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catchlight.errors import ExportError, ImageTooLarge, UnknownName, UnreadableImage
from catchlight.image import decode_photo, open_photo, shrunk, to_pixels, to_uint8, write_whole


def gradient(width: int = 64, height: int = 48) -> Image.Image:
    """Red grows to the right, green downwards: every turn and mirror is visible."""
    y, x = np.mgrid[0:height, 0:width]
    rgb = np.stack([x * 255 // (width - 1), y * 255 // (height - 1), np.full_like(x, 60)], axis=-1)
    return Image.fromarray(rgb.astype(np.uint8))


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    sink = io.BytesIO()
    picture.save(sink, kind, **options)
    return sink.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_every_format_gives_the_same_picture(kind: str) -> None:
    """Red grows to the right and green downwards, whatever the file format."""
    photo = decode_photo(saved(gradient(), kind), f"picture.{kind.lower()}")
    assert photo.pixels.shape == (48, 64, 3)
    assert photo.pixels.dtype == np.float32
    expected = np.asarray(gradient(), dtype=np.float32) / 255
    assert np.abs(photo.pixels - expected).mean() < 0.02


def test_a_heic_photo_opens(tmp_path: Path) -> None:
    """A phone's HEIC is read: here one that libheif's own AVIF-in-HEIF encoder cannot make.

    The tiny file below is a HEVC still that was encoded once and is kept as bytes.
    """
    pytest.importorskip("pi_heif")
    sample = Path(__file__).parent.parent / "images" / "inputs" / "blocks.heic"
    photo = open_photo(str(sample))
    left, right = photo.pixels[:, :16].mean(axis=(0, 1)), photo.pixels[:, -16:].mean(axis=(0, 1))
    assert left[0] > 0.7 and left[2] < 0.3  # red block on the left
    assert right[2] > 0.7 and right[0] < 0.3  # blue block on the right


def test_an_exif_turn_is_applied() -> None:
    """A photo taken on its side stands upright, and says so."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned 90° clockwise to be upright
    photo = decode_photo(saved(gradient(), "JPEG", exif=exif, quality=95), "side.jpg")
    assert photo.extent == (48, 64)
    assert photo.pixels.shape == (64, 48, 3)
    assert photo.pixels[0, -1, 0] < 0.2 and photo.pixels[-1, -1, 0] > 0.8
    assert any("upright" in note for note in photo.notes)


def wide_profile() -> bytes:
    """A small ICC profile by hand: Display P3 primaries (D50-adapted), gamma 2.2."""

    def s15(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(s15, values))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + b"\0\0"
    name = b"Wide test\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + b"\0" * 80
    tags = {
        b"desc": text + b"\0" * (-len(text) % 4),
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    offset, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for tag, data in tags.items():
        table += tag + struct.pack(">II", offset + len(body), len(data))
        body += data
    size = offset + len(body)
    head = struct.pack(">I4sI4s4s4s", size, b"lcms", 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + b"\0" * 28
    head += s15(0.9642) + s15(1.0) + s15(0.8249)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def test_a_color_profile_is_converted_to_srgb() -> None:
    """A wide-gamut green keeps its colour: in sRGB numbers red falls and green rises.

    P3 (.5, .6, .4) at gamma 2.2 is about sRGB (.482, .604, .386).
    """
    patch = Image.new("RGB", (8, 8), (128, 153, 102))
    photo = decode_photo(saved(patch, "PNG", icc_profile=wide_profile()), "wide.png")
    red, green, blue = photo.pixels[4, 4]
    assert red == pytest.approx(0.482, abs=0.012)
    assert green == pytest.approx(0.604, abs=0.012)
    assert blue == pytest.approx(0.386, abs=0.012)
    assert any("Wide test" in note for note in photo.notes)


def test_a_broken_profile_is_said_not_hidden() -> None:
    """A profile that cannot be used leaves the numbers as they are, with a note."""
    photo = decode_photo(saved(gradient(), "PNG", icc_profile=b"not a profile"), "broken.png")
    assert any("colour profile could not be used" in note for note in photo.notes)


def test_transparency_is_laid_on_white() -> None:
    """What is transparent becomes white, with a note."""
    photo = decode_photo(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG"), "clear.png")
    assert photo.pixels.min() == 1.0
    assert any("transparent" in note for note in photo.notes)


def test_sixteen_bit_grey_keeps_its_scale() -> None:
    """Half of 65535 is mid-grey, not white."""
    grey = Image.fromarray(np.full((8, 8), 32768, dtype=np.uint16))
    photo = decode_photo(saved(grey, "PNG"), "grey16.png")
    assert photo.pixels.mean() == pytest.approx(0.5, abs=0.01)


def test_a_limit_shrinks_but_remembers_the_full_size() -> None:
    """`longest_side` gives fewer pixels; `extent` still tells the file's own size."""
    photo = decode_photo(saved(gradient(640, 480), "JPEG"), "big.jpg", longest_side=100)
    assert photo.pixels.shape == (75, 100, 3)
    assert photo.extent == (640, 480)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"<!DOCTYPE html><html></html>", "web page"),
        (b"<svg xmlns='x'></svg>", "web page or SVG"),
        (b"just some text", "is not a picture"),
        (saved(gradient(), "JPEG")[:400], "damaged or cut off"),
        (saved(gradient(), "PNG")[:90], "damaged or cut off"),
    ],
)
def test_a_file_that_is_no_picture_is_named(data: bytes, said: str) -> None:
    """The error tells what the file is, what was expected and what to do."""
    with pytest.raises(UnreadableImage, match=said) as caught:
        decode_photo(data, "holiday.jpg")
    assert "holiday.jpg" in str(caught.value)
    assert "Expected a JPEG" in str(caught.value)
    assert "export it as JPEG" in str(caught.value)


def test_a_decompression_bomb_is_refused_before_decoding() -> None:
    """A small file that claims 400 megapixels is refused by its header alone."""
    header = struct.pack(">IIBBBBB", 20000, 20000, 8, 2, 0, 0, 0)
    chunk = (
        struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    )
    body = zlib.compress(b"\0" * 1000)
    idat = (
        struct.pack(">I", len(body))
        + b"IDAT"
        + body
        + struct.pack(">I", zlib.crc32(b"IDAT" + body))
    )
    with pytest.raises(ImageTooLarge, match="megapixels"):
        decode_photo(b"\x89PNG\r\n\x1a\n" + chunk + idat, "bomb.png")


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    """No traceback for a wrong path."""
    with pytest.raises(UnreadableImage, match="no file"):
        open_photo(str(tmp_path / "nothing.jpg"))
    with pytest.raises(UnreadableImage, match="is a folder"):
        open_photo(str(tmp_path))


def test_an_unknown_sample_lists_the_known_ones() -> None:
    """A typing mistake is answered with the right name."""
    with pytest.raises(UnknownName, match="astronaut"):
        open_photo("sample:astronautt")


def test_pixels_survive_the_way_to_bytes_and_back() -> None:
    """uint8 → pixels → uint8 is exact for all 256 levels."""
    levels = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    assert np.array_equal(to_uint8(to_pixels(levels)), levels)


def test_a_picture_is_shrunk_by_averaging_and_never_enlarged() -> None:
    """64 × 48 at most 32 long is 32 × 24 with the mean of each four pixels; at 64 it is itself."""
    pixels = to_pixels(np.asarray(gradient()))
    small = shrunk(pixels, 32)
    assert small.shape == (24, 32, 3) and small.dtype == np.float32
    assert np.allclose(small[0, 0], pixels[:2, :2].mean(axis=(0, 1)), atol=1e-6)
    assert shrunk(pixels, 64) is pixels


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    """A folder that is not there gives an error, and no half-written file stays anywhere."""
    with pytest.raises(ExportError, match="could not be written"):
        write_whole(tmp_path / "missing" / "file.bin", b"data")
    write_whole(tmp_path / "file.bin", b"data")
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["file.bin"]
