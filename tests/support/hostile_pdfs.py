"""PDFs that mean harm: actions that want to run something, and bombs of a few kilobytes that unfold to gigabytes."""

import zlib

TEXT = b"BT /F1 11 Tf 72 720 Td (Na0.67MnO2 delivers 150 mAh g-1 at 0.1 C.) Tj ET"


def pdf(page="", content=TEXT, more=(), root="", filters="", box="0 0 595 842", trailer="", resources=""):
    """Return a PDF of one page with ``more`` objects from number 6 on; ``content`` is written as it is, under ``filters``."""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {root} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R "
            f"/Resources << /Font << /F1 5 0 R >> {resources} >> {page} >>"
        ).encode(),
        stream(content, filters),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        *more,
    ]
    return written(objects, trailer)


def stream(data, head=""):
    return f"<< /Length {len(data)} {head} >>\nstream\n".encode() + data + b"\nendstream"


def written(objects, trailer=""):
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = trailer.replace("START", str(start))
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {end} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def deflated(size, rounds=1):
    """Return ``size`` blanks (in whole MB), deflated, with the filters that unfold them."""
    piece, packer = b" " * (1 << 20), zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)  # stands for itself, and so may be repeated
    check = 1
    for _ in range(size >> 20):
        check = zlib.adler32(piece, check)
    data = b"\x78\xda" + block * (size >> 20) + packer.flush() + check.to_bytes(4, "big")
    for _ in range(rounds - 1):
        data = zlib.compress(data, 9)
    return data, "/Filter [" + "/FlateDecode " * rounds + "]"


def actions(target):
    """PDFs that would write ``target`` or reach out, were anybody to do what they say."""
    launch = f"<< /S /Launch /F ({target}) /Unix << /F (/usr/bin/touch) /P ({target}) >> /Win << /F (cmd.exe) >> >>"
    script = f"<< /S /JavaScript /JS (this.saveAs('{target}'); app.launchURL('http://127.0.0.1:9/');) >>"
    uri = "<< /S /URI /URI (http://127.0.0.1:9/) >>"
    link = "<< /Type /Annot /Subtype /Link /Rect [0 0 595 842] /A %s >>"
    note = f"/Annots [{link % launch} {link % uri}]"
    attached = stream(b"#!/bin/sh\ntouch " + str(target).encode(), "/Type /EmbeddedFile")
    return {
        "javascript": pdf(root=f"/OpenAction {script}", page=f"/AA << /O {script} >>"),
        "launch": pdf(root=f"/OpenAction {launch}", page=note),
        "embedded": pdf(
            root=f"/Names << /EmbeddedFiles << /Names [(x) << /Type /Filespec /F ({target}) /EF << /F 6 0 R >> >>] >> >>",
            more=[attached],
        ),
        "uri": pdf(root=f"/OpenAction {uri}", page=note),
        "submit": pdf(
            root=f"/OpenAction << /S /SubmitForm /F (http://127.0.0.1:9/) >> /AcroForm << /Fields [] /XFA ({target}) >>"
        ),
    }


def bombs():
    """PDFs of a few kilobytes (the first of some megabytes) that cost more than they look like."""
    blanks, unfold = deflated(1 << 30)
    twice, twofold = deflated(1 << 30, 2)
    wide = "0 0 200000 200000"
    image = b"q 595 0 0 842 0 0 cm /I Do Q " + TEXT
    picture = "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
    form = "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X %d 0 R >> >>"
    doubling = [stream(b"/X Do " * 10, form % (7 + n)) for n in range(12)] + [stream(b"q Q", form % 6)]
    return {
        "inflates": pdf(content=blanks, filters=unfold),
        "inflates twice": pdf(content=twice, filters=twofold),
        "huge page": pdf(box=wide),
        "endless page": pdf(box="0 0 1e30 1e30"),
        "giant image": pdf(content=image, resources="/XObject << /I 6 0 R >>", more=[stream(twice, picture + twofold)]),
        "deep arrays": pdf(page="/Deep " + "[" * 200_000 + "]" * 200_000),
        "deep operands": pdf(content=b"[" * 500_000 + TEXT),
        "forms in forms": pdf(content=b"/X Do " + TEXT, resources="/XObject << /X 6 0 R >>", more=doubling),
        "a form in itself": pdf(content=b"/X Do " + TEXT, resources="/XObject << /X 6 0 R >>", more=[stream(b"/X Do", form % 6)]),
        "xref loop": pdf(trailer="/Prev START"),
        "pages in a circle": pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [2 0 R] /Count 9"),
        "many pages": pdf().replace(b"/Kids [3 0 R] /Count 1", b"/Kids [" + b"3 0 R " * 200_000 + b"] /Count 200000"),
    }
