"""Give a sound PDF the faults that publishers' files have: odd Unicode maps, and pages that are only a picture.

In: PDF bytes and what to spoil. Out: PDF bytes. The pages look as before; only what a program can copy changes.
The faults are those met in journal PDFs: ligatures in the private use area, a minus sign that maps to a control code,
a space or nothing, primes that map to zeros, line-end hyphens of several codes. Own work.
"""

from __future__ import annotations

import io
import random
import re
import struct

import pikepdf
import pypdfium2
from PIL import Image

_PAIR = re.compile(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")


def remap(data: bytes, changes: dict[str, str | None]) -> bytes:
    """Return the PDF with every font's Unicode map changed: text → other text, or None for no entry at all.

    Raises ValueError where a text to change does not occur, so that no damage is lost silently.
    """
    found: set[str] = set()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font" and "/ToUnicode" in item:
                stream = item["/ToUnicode"]
                stream.write(_changed(stream.read_bytes().decode("ascii"), changes, found).encode("ascii"))
        if missing := set(changes) - found:
            raise ValueError(f"no font maps {sorted(missing)}")
        return _saved(pdf)


def scan_page(data: bytes, number: int, dpi: int = 130, seed: int = 7) -> bytes:
    """Return the PDF with page ``number`` (from 1) replaced by a slightly crooked black-and-white picture of it."""
    page = pypdfium2.PdfDocument(data)[number - 1]
    width, height = page.get_size()
    grey = (
        page.render(scale=dpi / 72)
        .to_pil()
        .convert("L")
        .rotate(0.6, expand=False, fillcolor=255, resample=Image.Resampling.BICUBIC)
    )
    chance = random.Random(seed)
    for _ in range(250):
        grey.putpixel((chance.randrange(grey.width), chance.randrange(grey.height)), 0)
    bits = grey.point(lambda v: 255 if v > 150 else 0).convert("1")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        picture = pikepdf.Stream(pdf, _group4(bits))
        picture.update(pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=bits.width, Height=bits.height, BitsPerComponent=1,
            ColorSpace=pikepdf.Name.DeviceGray, Filter=pikepdf.Name.CCITTFaxDecode,
            DecodeParms=pikepdf.Dictionary(K=-1, Columns=bits.width, Rows=bits.height, BlackIs1=True),
        ))  # fmt: skip
        target = pdf.pages[number - 1]
        target.Contents = pikepdf.Stream(pdf, f"q {width:.3f} 0 0 {height:.3f} 0 0 cm /Scan Do Q".encode())
        target.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Scan=picture))
        pdf.remove_unreferenced_resources()
        return _saved(pdf)


def settle(data: bytes) -> bytes:
    """Return the PDF compressed, without the typesetter's hints about hyphens, its identifier following from its content."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.Contents.write(re.sub(rb"/Span<</ActualText<[0-9A-F]+>>>BDC", b"/Span BMC", page.Contents.read_bytes()))
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, recompress_flate=True)
    return out.getvalue()


def _changed(cmap: str, changes: dict[str, str | None], found: set[str]) -> str:
    def pair(match: re.Match[str]) -> str:
        text = bytes.fromhex(match[2]).decode("utf-16-be")
        if text not in changes:
            return match[0]
        found.add(text)
        new = changes[text]
        return "" if new is None else f"<{match[1]}> <{new.encode('utf-16-be').hex().upper()}>"

    def section(match: re.Match[str]) -> str:
        lines = [line for line in _PAIR.sub(pair, match[2]).splitlines() if line.strip()]
        return f"{len(lines)} beginbfchar\n" + "\n".join(lines) + "\nendbfchar"

    return re.sub(r"(\d+) beginbfchar\n(.*?)\nendbfchar", section, cmap, flags=re.DOTALL)


def _group4(bits: Image.Image) -> bytes:
    """Return the CCITT group 4 data of a one-bit picture, taken out of a TIFF of one strip."""
    out = io.BytesIO()
    bits.save(out, "TIFF", compression="group4", tiffinfo={278: bits.height, 262: 1})
    tiff = out.getvalue()
    order = "<" if tiff[:2] == b"II" else ">"
    (start,) = struct.unpack(order + "I", tiff[4:8])
    (count,) = struct.unpack(order + "H", tiff[start : start + 2])
    entries = {}
    for k in range(count):
        tag, kind, _, value = struct.unpack(order + "HHI4s", tiff[start + 2 + 12 * k : start + 14 + 12 * k])
        entries[tag] = struct.unpack(order + ("H" if kind == 3 else "I"), value[: 2 if kind == 3 else 4])[0]
    return tiff[entries[273] : entries[273] + entries[279]]
