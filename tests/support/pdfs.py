"""A minimal writer of PDFs: pages of short Helvetica lines, with nothing hidden, and the same bytes every time."""

import zlib


def pdf(*pages, compressed=False):
    """Return a PDF with one page for each argument; an argument is the page's text, its lines set from the top down.

    With ``compressed`` the page objects stand in a compressed object stream, as most publishers' do.
    """
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = {
        1: "<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    }
    streams = {}
    for i, text in enumerate(pages):
        objects[4 + 2 * i] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        streams[5 + 2 * i] = content(text)
    return _with_streams(objects, streams) if compressed else _plain(objects, streams)


def content(text):
    """Return the drawing commands of a page of text."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    lines = " T* ".join(f"({line}) Tj" for line in escaped.split("\n"))
    return f"BT /F1 11 Tf 14 TL 72 770 Td {lines} ET".encode("cp1252") if text else b""


def _plain(objects, streams):
    out, places = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), {}
    for number in sorted({**objects, **streams}):
        places[number] = len(out)
        out += b"%d 0 obj\n" % number
        if number in objects:
            out += objects[number].encode()
        else:
            out += b"<< /Length %d >>\nstream\n" % len(streams[number]) + streams[number] + b"\nendstream"
        out += b"\nendobj\n"
    start, size = len(out), max(places) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    out += b"".join(b"%010d 00000 n \n" % places[n] for n in range(1, size))
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def _with_streams(objects, streams):
    out, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), {}
    for number, data in streams.items():
        places[number] = len(out)
        out += b"%d 0 obj\n<< /Length %d >>\nstream\n" % (number, len(data)) + data + b"\nendstream\nendobj\n"
    holder, table = max([*objects, *streams]) + 1, max([*objects, *streams]) + 2
    head, body = "", ""
    for number, value in objects.items():
        head += f"{number} {len(body)} "
        body += value + "\n"
    packed = zlib.compress((head + body).encode())
    places[holder] = len(out)
    out += b"%d 0 obj\n<< /Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d >>\nstream\n" % (
        holder,
        len(objects),
        len(head),
        len(packed),
    )
    out += packed + b"\nendstream\nendobj\n"
    places[table] = len(out)
    entries = b"\x00\x00\x00\x00\x00\xff"
    inside = {number: index for index, number in enumerate(objects)}
    for number in range(1, table + 1):
        if number in inside:
            entries += b"\x02" + holder.to_bytes(4, "big") + inside[number].to_bytes(1, "big")
        else:
            entries += b"\x01" + places[number].to_bytes(4, "big") + b"\x00"
    out += b"%d 0 obj\n<< /Type /XRef /Size %d /Root 1 0 R /W [1 4 1] /Length %d >>\nstream\n" % (table, table + 1, len(entries))
    out += entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % places[table]
    return bytes(out)
