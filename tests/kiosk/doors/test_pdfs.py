"""No document that is kept runs, starts, sends or hides anything when somebody opens it."""

import io
import zlib

import pytest
from PIL import Image

from kiosk.content import pdfs
from kiosk.content.evidence import prepared
from signage.rules.refusal import Refused


def paper(*objects: bytes) -> bytes:
    numbered = b"\n".join(b"%d 0 obj%sendobj" % (at, one) for at, one in enumerate(objects, 2))
    head = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction[3 0 R/Fit]>>endobj\n"
    return head + numbered + b"\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def stream(head: bytes, data: bytes) -> bytes:
    return b"<<%s/Length %d>>stream\r\n%s\r\nendstream " % (head, len(data), data)


JS = b"<</S/JavaScript/JS(app.alert(1))>>"
PACKED = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"
ACTING = {
    "runs": JS,
    "runs, written otherwise": b"<</S/J#61va#53cript/JS(1)>>",
    "names of scripts": b"<</Names<</JavaScript 5 0 R>>>>",
    "starts a program": b"<</S /Launch/F(cmd.exe)>>",
    "sends a form": b"<</S/SubmitForm/F(http://elsewhere)>>",
    "brings data in": b"<</S/ImportData/F(x)>>",
    "carries a file": b"<</EmbeddedFiles 4 0 R>>",
    "carries one file": b"<</Type/EmbeddedFile>>",
    "plays": b"<</Subtype/RichMedia>>",
    "a form of XML": b"<</AcroForm<</XFA 9 0 R>>>>",
    "leads to another file": b"<</S/GoToR/F(\\\\\\\\elsewhere\\\\x)>>",
    "locked": b"<</Encrypt 4 0 R>>",
    "packed": stream(PACKED, zlib.compress(b"9 0 " + JS)),
    "packed and cut off": stream(PACKED, zlib.compress(b"9 0 " + JS + b" " * 90_000)[:-6]),
    "packed in another way": stream(b"/Type/Obj#53tm/Filter/ASCII85Decode", b"Gar8O(o6*is8W-!~>"),
    "a bomb": stream(b"", zlib.compress(b"\0" * (pdfs.UNPACKED_MAX + 1))),
    "many": b"".join(b"stream\n" for _ in range(pdfs.STREAMS_MAX + 1)),
}


@pytest.mark.parametrize("what", ACTING)
def test_what_acts_or_hides_is_refused_in_words(what: str) -> None:
    with pytest.raises(Refused) as refused:
        prepared(paper(ACTING[what]))
    assert refused.value.code == "bad-file"


def test_what_is_only_read_is_kept() -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "#c04020").save(out, "PDF")
    link = b"<</S/URI/URI(https://example.cn/notice)>>"
    text = stream(b"/Filter/FlateDecode", zlib.compress(b"BT (Launch) Tj ET"))
    picture = stream(b"/Filter/DCTDecode", b"\xff\xd8 /JS " + bytes(range(256)))
    for body in (out.getvalue(), paper(link, text, picture)):
        assert prepared(body) == (body, "pdf")
