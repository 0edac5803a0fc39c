"""Files of every kind become titled text, and what cannot be read says why."""

import io
import sys

import pytest

from conversation.importing import Read
from tools.documents import Unreadable, read_document

PAGE = b"""<html><head><title>Shop | FAQ</title><style>p{}</style></head><body><header><a>Home</a></header>
<nav>Menu</nav><main><h1>Shipping &amp; FAQ</h1><p>We ship <b>everywhere</b> in<br>the US.</p><h2>Cost</h2>
<ul><li>Standard: $5</li><li>Express <i>$15</i></li></ul><table><tr><th>Zone</th><th>Days</th></tr>
<tr><td>East</td><td>3</td></tr></table><script>alert(1)</script></main><footer>(c)</footer></body></html>"""


def test_markdown_is_kept_under_its_first_heading() -> None:
    assert read_document("a/faq.md", "\ufeff# FAQ\n\nYes.\x00".encode()) == (Read("FAQ", "# FAQ\n\nYes."),)
    assert read_document("faq.txt", b"No heading, caf\xe9.") == (Read("faq", "No heading, café."),)


def test_a_page_is_read_without_its_menus_scripts_and_footers() -> None:
    pytest.importorskip("selectolax")
    [read] = read_document("https://a.example/faq", PAGE, "text/html; charset=utf-8")
    assert read.title == "Shipping & FAQ"
    assert [line for line in read.text.splitlines() if line] == [
        "# Shipping & FAQ",
        "We ship everywhere in",
        "the US.",
        "## Cost",
        "- Standard: $5",
        "- Express $15",
        "Zone | Days",
        "East | 3",
    ]


def test_each_line_of_a_table_is_a_document_of_its_own() -> None:
    found = read_document("wares.csv", b"Title;Price;Material\nHat;$5;Wool\nCap;$4;\nHat;$9;Silk\n")
    assert found == (
        Read("Hat", "Title: Hat\nPrice: $5\nMaterial: Wool", "hat"),
        Read("Cap", "Title: Cap\nPrice: $4", "cap"),
        Read("Hat", "Title: Hat\nPrice: $9\nMaterial: Silk", "hat-2"),
    )


def test_a_pdf_is_read_page_by_page() -> None:
    pytest.importorskip("pypdf")
    [read] = read_document("care.pdf", _pdf("Wash the sweater cold."))
    assert (read.title, read.text) == ("care", "## Page 1\n\nWash the sweater cold.")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.docx", b"x", "no Markdown, HTML, PDF or CSV"),
        ("a.md", b"  \n", "no text"),
        ("a.md", b"x" * 10_000_001, "more than 10 MB"),
        ("a.md", b"x" * 400_001, "400000 characters"),
        ("a.csv", b"Title\n" + b"x\n" * 2001, "2000 lines"),
        ("a.pdf", b"%PDF-1.4 nonsense", "no PDF that can be read"),
        ("a.html", b"<nav>only a menu</nav>", "no text"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_document(name, content)


def test_what_needs_the_extra_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.documents.find_spec", lambda name: None)
    for name in ("a.html", "a.pdf"):
        with pytest.raises(Unreadable, match=r"twolane\[knowledge\]"):
            read_document(name, b"x")
    assert "tools.documents" in sys.modules


def _pdf(words: str) -> bytes:
    """A page with one line of text, as small as they get."""
    drawn = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    file, places = io.BytesIO(), []
    file.write(b"%PDF-1.4\n")
    for number, part in enumerate(parts, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj%s endobj\n" % (number, part))
    begins = file.tell()
    file.write(b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % begins)
    return file.getvalue()
