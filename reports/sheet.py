"""ReportLab's canvas with what our pages have on top: tags, artifacts, bookmarks, footers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import Color
from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFInfo, PDFPage, PDFString
from reportlab.pdfgen.canvas import Canvas

from assess.language import gettext as _
from reports import cleaning, styles, typesetting
from reports.tags import Node, Tree

PDF_1_7 = (1, 7)

ONE_LINE = 120
"""Most characters of a running header or footer."""


@dataclass(frozen=True)
class Imprint:
    """What every page of a document says about the document."""

    title: str
    organisation: str
    audience: str  # a sentence: who it is for
    report_id: str
    data_of: str  # when the newest fact came in, not when somebody printed it


class _Info(PDFInfo):
    """Title and author without the dates of the year 2000 that `invariant` puts there."""

    def format(self, document: PDFDocument) -> bytes:
        named = {"Title": self.title, "Author": self.author, "Subject": self.subject}
        made = {"Creator": self.creator, "Producer": self.producer}
        entries = {name: PDFString(value) for name, value in {**named, **made}.items()}
        return PDFDictionary(entries).format(document)


class Sheet(Canvas):
    """A canvas that tags what is drawn and knows the number of pages when it is saved."""

    _doc: Any  # ReportLab's model of the file, which has no public name

    def __init__(self, filename: Any, imprint: Imprint, **options: Any) -> None:
        super().__init__(filename, pdfVersion=PDF_1_7, **options)
        self.imprint = imprint
        self.tree = Tree()
        self._headings = 0
        self._doc.info = _Info()

    @contextmanager
    def tagged(self, node: Node | None) -> Iterator[None]:
        """What is drawn inside belongs to the node; to none, it is decoration."""
        if node is None:
            self.addLiteral("/Artifact BMC")
        else:
            self.addLiteral(f"/{node.tag} <</MCID {self.tree.mark(node)}>> BDC")
        yield
        self.addLiteral("EMC")

    def fill(self, left: float, foot: float, width: float, height: float, colour: Color) -> None:
        """Paint a box; decoration, which nobody needs to hear about."""
        box = f"{left:.2f} {foot:.2f} {width:.2f} {height:.2f} re f"
        with self.tagged(None):
            self.addLiteral(f"{typesetting.ink(colour)} {box}")

    def rule(self, left: float, height: float, width: float, colour: Color) -> None:
        """Paint a thin horizontal line; decoration too."""
        self.fill(left, height - 0.25, width, 0.5, colour)

    def bookmark(self, title: str, level: int, top: float) -> None:
        """Add a line to the outline that leads to `top` on the current page."""
        self._headings += 1
        key = f"heading-{self._headings}"
        self.bookmarkPage(key, fit="XYZ", left=0, top=top + styles.GAP, zoom=0)
        self.addOutlineEntry(title, key, level, closed=level > 0)

    def showPage(self) -> None:
        """Close the page; its header and footer follow in `save`, when all pages are known."""
        document = self._doc
        reference = document.thisPageRef()
        with self.tagged(None):
            self.doForm(_frame_of(self.getPageNumber()))
        super().showPage()
        page: Any = document.Pages.pages[-1]
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents = len(self.tree.pages)
        page.Tabs = "/S"
        self.tree.next_page(reference)

    def save(self) -> None:
        total = len(self.tree.pages)
        for number in range(1, total + 1):
            self.beginForm(_frame_of(number), 0, 0, *styles.PAGE)
            self._draw_frame(number, total)
            self.endForm()
        self.tree.write(self._doc)
        super().save()

    def _draw_frame(self, number: int, total: int) -> None:
        imprint, left = self.imprint, styles.MARGIN
        foot = _(
            "%(report)s · page %(page)s of %(pages)s · data of %(moment)s",
            report=imprint.report_id,
            page=number,
            pages=total,
            moment=imprint.data_of,
        )
        self.rule(left, 49, styles.WIDTH, styles.HAIRLINE)
        self._write(imprint.audience, left, 46)
        self._write(foot, left, 34)
        if number > 1:
            self._write(imprint.title, left, styles.PAGE[1] - 28)

    def _write(self, words: str, left: float, top: float) -> None:
        style = styles.NOTE
        short = cleaning.shortened(words, ONE_LINE)
        lines = typesetting.set_lines(short, style.face, style.size, styles.WIDTH)
        typesetting.draw(self, lines[:1], left, top, style)


def _frame_of(number: int) -> str:
    return f"frame-{number}"
