"""Forms with files: read as browsers send them, refused where none are taken or too large."""

import falcon
import pytest
from falcon import testing

from libs.web import sent_forms

LINE = "\r\n"


def sent(*parts: tuple[str, str | None, bytes]) -> falcon.Request:
    """Return a request with these parts: name, file name (None: a field), content."""
    body = b""
    for name, file, content in parts:
        named = "" if file is None else f'; filename="{file}"'
        head = f'--x{LINE}Content-Disposition: form-data; name="{name}"{named}{LINE}{LINE}'
        body += head.encode() + content + LINE.encode()
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    made = body + f"--x--{LINE}".encode()
    environ = testing.create_environ(method="POST", headers=headers, body=made)
    return falcon.Request(environ)


def test_fields_and_files_come_each_under_their_names() -> None:
    fields, files = sent_forms.read(
        sent(
            ("title", None, "Đội ngũ".encode()),
            ("file", "C:\\anh\\Ảnh.jpg", b"123"),
            ("file", "", b""),
            ("file", "Ke hoach.pdf", b"4" * 300_000),
        ),
        files=True,
    )
    assert fields == {"title": ["Đội ngũ"]}
    assert [(one.name, one.size) for one in files["file"]] == [
        ("Ảnh.jpg", 3),
        ("Ke hoach.pdf", 300_000),
    ]
    assert files["file"][0].content.read() == b"123"
    for one in files["file"]:
        one.content.close()


def test_a_page_that_takes_no_files_takes_no_form_with_any() -> None:
    with pytest.raises(falcon.HTTPUnsupportedMediaType):
        sent_forms.read(sent(("file", "a.pdf", b"1")), files=False)


def test_too_much_text_is_refused() -> None:
    half = b"x" * (sent_forms.MOST_TEXT // 2 + 1)
    with pytest.raises(falcon.HTTPContentTooLarge):
        sent_forms.read(sent(("a", None, half), ("b", None, half)), files=True)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(falcon.HTTPBadRequest):
        sent_forms.read(sent(("a", None, b"\xff\xfe")), files=True)
