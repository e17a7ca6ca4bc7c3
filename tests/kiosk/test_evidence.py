"""Files kept with a report: small, without what a camera knows, for staff alone, and gone in
time."""

import io
import os
from datetime import timedelta

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from kiosk.content import evidence
from kiosk.staff.reports import files
from kiosk.wiring import House
from signage.rules.refusal import Refused
from tests.cast import Clock
from tests.kiosk.house import Tablet
from tests.kiosk.test_reports import raised

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
GPS, MAKER = 0x8825, 0x010F


def photograph(
    width: int = 400, height: int = 200, form: str = "JPEG", *, turned: bool = False
) -> bytes:
    """A picture whose camera has written its maker, a place and perhaps how it was held."""
    exif = Image.Exif()
    exif[MAKER] = "SecretCamera"
    exif[0x0112] = 6 if turned else 1
    exif.get_ifd(GPS)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#c04020").save(out, form, exif=exif)
    return out.getvalue()


def sent(
    tablet: Tablet, number: str, body: bytes, text: str = "现场照片", name: str = "a.jpg"
) -> TestResponse:
    given = {
        "csrf_token": tablet.token(),
        "text": text,
        "file": FileStorage(io.BytesIO(body), name),
    }
    boundary, whole = encode_multipart(given)
    kind = f"multipart/form-data; boundary={boundary}"
    return tablet.client.post(f"/reports/{number}/file", data=whole, content_type=kind)


def stored(house: House) -> list[str]:
    return sorted(
        found.name for found in (house.services.store.directory / evidence.FOLDER).glob("*")
    )


@pytest.mark.parametrize(
    "form", ["JPEG", *(pytest.param(form, marks=pytest.mark.laws) for form in ("PNG", "WEBP"))]
)
def test_a_photograph_is_drawn_anew_without_what_the_camera_wrote(form: str) -> None:
    assert b"SecretCamera" in photograph(form=form)
    body, end = evidence.prepared(photograph(4000, 2000, form))
    with Image.open(io.BytesIO(body)) as image:
        assert (image.format, image.size, end) == (
            "JPEG",
            (evidence.SIDE, evidence.SIDE // 2),
            "jpg",
        )
        assert not image.getexif() and b"SecretCamera" not in body and "comment" not in image.info


def test_a_photograph_held_upright_stands_upright() -> None:
    with Image.open(io.BytesIO(evidence.prepared(photograph(turned=True))[0])) as image:
        assert image.size == (200, 400)


@pytest.mark.parametrize("body", [
    b"", b"<svg onload='alert(1)'/>", b"GIF89a" + b"x" * 50, b"%PDF-1.4 broken off", b"\xff\xd8\xff" + b"x" * 80,
    photograph()[:300], b"%PDF-" + b"x" * evidence.PDF_MAX + b"%%EOF",
])  # fmt: skip
def test_anything_else_is_refused_with_what_to_do(body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        evidence.prepared(body)
    assert refused.value.field == "file" and refused.value.words["zh"].endswith("。")


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(evidence.PIXELS_MAX, "PNG", 399 * 200)
    with pytest.raises(Refused, match="too large"):
        evidence.prepared(photograph(form="PNG"))


def test_staff_see_what_they_stored_and_a_stranger_or_a_link_nothing(house: House) -> None:
    number = raised(house)
    guide, leader = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    assert sent(guide, number, photograph()).status_code == 303
    assert sent(guide, number, PDF, "调取的监控清单", "b.pdf").status_code == 303
    jpg, pdf = sorted(stored(house), key=lambda name: name[-3:])
    picture, paper = (
        guide.get(f"/reports/{number}/file/{jpg}"),
        guide.get(f"/reports/{number}/file/{pdf}"),
    )
    assert (
        picture.mimetype == "image/jpeg" and picture.headers["X-Content-Type-Options"] == "nosniff"
    )
    assert "no-store" in picture.headers["Cache-Control"] and picture.data[:2] == b"\xff\xd8"
    assert paper.mimetype == "application/pdf" and paper.headers["Content-Disposition"].startswith(
        "attachment"
    )
    assert f'data-file="{jpg}"' in guide.get(f"/reports/{number}").text
    assert (
        Tablet(house)
        .get(f"/reports/{number}/file/{jpg}")
        .headers["Location"]
        .startswith("/sign-in")
    )
    assert Tablet(house).client.post(f"/reports/{number}/file", data={}).status_code in (
        303,
        400,
        403,
    )
    other = raised(house, "WIN-PAUSE", "window/5")
    assert guide.get(f"/reports/{other}/file/{jpg}").status_code == 404, (
        "another report does not name it"
    )
    assert guide.get(f"/reports/{number}/file/../../hall.sqlite").status_code == 404
    leader.post("/reports/links", about=f"incident:{number}", days="7")
    page = leader.get(f"/reports/{number}").text
    shared = Tablet(house).get(page.split("<code>")[1].split("</code>")[0]).text
    assert "现场照片" in shared and "data-file" not in shared and jpg not in shared


def test_a_document_larger_than_any_form_is_taken_here_and_nowhere_else(house: House) -> None:
    number, large = raised(house), PDF.replace(b"1 0 obj", b"%" + b"x" * 700_000 + b"\n1 0 obj")
    guide = Tablet(house).signed_in("李")
    assert sent(guide, number, large, name="c.pdf").status_code == 303 and len(stored(house)) == 1
    form = {"csrf_token": guide.token(), "text": "x" * 100_000}
    assert guide.client.post(f"/reports/{number}/evidence", data=form).status_code == 413


def test_a_leader_takes_a_file_away_and_its_line_stays(house: House) -> None:
    number = raised(house)
    guide, leader = Tablet(house).signed_in("李"), Tablet(house).signed_in("王")
    sent(guide, number, photograph())
    (name,) = stored(house)
    assert 'data-do="erase-file"' not in guide.get(f"/reports/{number}").text
    assert guide.post(f"/reports/{number}/file/{name}/erase").status_code == 403 and stored(
        house
    ) == [name]
    assert leader.post(f"/reports/{number}/file/{name}/erase").status_code == 303
    page = leader.get(f"/reports/{number}").text
    assert (
        not stored(house)
        and "现场照片" in page
        and "data-file" not in page
        and "删除一份材料文件" in page
    )
    assert leader.post(f"/reports/{number}/file/{name}/erase").status_code == 404


def test_a_file_goes_after_a_year_and_the_report_says_so(house: House, clock: Clock) -> None:
    number = raised(house)
    guide, data = Tablet(house).signed_in("李"), house.services.store.directory
    sent(guide, number, photograph())
    left = data / evidence.FOLDER / ".broken-off"
    left.write_bytes(b"x")
    os.utime(left, (clock.now.timestamp(), clock.now.timestamp()))
    assert evidence.sweep(data, clock.now + timedelta(minutes=59)) == 0
    assert evidence.sweep(data, clock.now + evidence.KEEP) == 1 and not left.exists()
    assert evidence.sweep(
        data, clock.now + evidence.KEEP + timedelta(seconds=1)
    ) == 1 and not stored(house)
    assert "文件已按期删除" in guide.get(f"/reports/{number}").text
    assert evidence.sweep(data / "nowhere", clock.now) == 0


def test_what_cannot_be_stored_changes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = raised(house)
    guide = Tablet(house).signed_in("李")
    assert sent(guide, number, b"text").status_code == 422
    assert sent(guide, number, photograph(), text=" ").status_code == 422
    assert guide.post(f"/reports/{number}/file", text="无文件").status_code == 422
    assert sent(guide, "20200101-1", photograph()).status_code == 404
    monkeypatch.setattr(os, "fsync", _full)
    assert sent(guide, number, photograph(300, 300)).status_code == 503
    monkeypatch.undo()
    monkeypatch.setattr(files, "FILES_MAX", 0)
    assert sent(guide, number, photograph()).status_code == 409
    assert not [name for name in stored(house) if name.startswith(".")]
    assert "evidence_added" not in {
        recorded.event.type for recorded in house.services.store.events()
    }


def _full(descriptor: int) -> None:
    raise OSError(28, "No space left on device")
