"""PDFs whose drawing commands a test writes out itself: one font, Helvetica, whose widths are known by heart of the standard."""

import io

import pikepdf


def page_pdf(content, *, media=(0, 0, 400, 300), crop=None, rotate=None, forms=(), fonts=None, more=()):
    """Return a PDF of one page with these drawing commands; ``more`` are further pages' commands.

    ``forms`` are (name, commands, BBox, Matrix); ``fonts`` are further font dictionaries by name.
    """
    pdf = pikepdf.new()
    resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({"/F1": helvetica()}))
    for name, font in (fonts or {}).items():
        resources.Font[name] = font(pdf)
    if forms:
        resources.XObject = pikepdf.Dictionary()
    for name, commands, bbox, matrix in forms:
        form = pdf.make_stream(commands.encode("cp1252"))
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox, form.Matrix = pikepdf.Array(bbox), pikepdf.Array(matrix)
        form.Resources = pikepdf.Dictionary(Font=resources.Font)
        resources.XObject[name] = form
    for commands in (content, *more):
        page = pikepdf.Dictionary(
            Type=pikepdf.Name.Page,
            MediaBox=pikepdf.Array(media),
            Resources=resources,
            Contents=pdf.make_stream(commands.encode("cp1252")),
        )
        if crop is not None:
            page.CropBox = pikepdf.Array(crop)
        if rotate is not None:
            page.Rotate = rotate
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    return saved(pdf)


def saved(pdf, **how):
    """Return a pikepdf document's bytes, the same every time."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id="encryption" not in how, **how)
    return out.getvalue()


def helvetica():
    """Return the dictionary of the standard Helvetica."""
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def slanted(_pdf):
    """Return the dictionary of the standard Times-Italic."""
    font = helvetica()
    font.BaseFont = pikepdf.Name("/Times-Italic")
    return font


def with_ligature(pdf):
    """Return a font, every letter half its size wide, whose code 102 (``f``) is mapped to the two letters ``fi``."""
    font = helvetica()
    font.BaseFont = pikepdf.Name("/ABCDEF+Demo")
    font.FirstChar, font.LastChar, font.Widths = 0, 255, pikepdf.Array([500] * 256)
    font.FontDescriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=font.BaseFont,
        Flags=32,
        FontBBox=[0, -200, 500, 800],
        Ascent=750,
        Descent=-250,
        CapHeight=700,
        ItalicAngle=0,
        StemV=80,
        MissingWidth=500,
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <FF> "
        "endcodespacerange 1 beginbfrange <00> <65> <0000> endbfrange 1 beginbfchar <66> <00660069> endbfchar 1 beginbfrange "
        "<67> <FF> <0067> endbfrange endcmap end end"
    )
    font.ToUnicode = pdf.make_stream(cmap.encode())
    return font


def shown(text, x, y, size=10, more=""):
    """Return the commands that print ``text`` at ``x``, ``y`` (from the bottom left)."""
    return f"BT /F1 {size} Tf {more} 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n"


def encrypted(data, *, user="", owner="owner", revision=6):
    """Return the PDF encrypted with these passwords."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        how = pikepdf.Encryption(user=user, owner=owner, R=revision, metadata=revision > 4, aes=revision > 4)
        return saved(pdf, encryption=how)
