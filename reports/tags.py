"""The structure tree that lets a screen reader walk a page: headings, lists, tables, figures.

ReportLab writes no tags itself. Each block belongs to a `Node`; drawing it marks the page's
content with a number, and `Tree.write` tells the PDF which node owns which number.
"""

from typing import Any

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFDocument, PDFObject, PDFObjectReference


class Node:
    """One element of the tree: it holds other elements and marked pieces of pages.

    A block split over two pages keeps one node with two pieces. A node enters the tree when
    the first of its pieces is drawn, so the tree is in the order of reading.
    """

    __slots__ = ("alt", "attributes", "kids", "parent", "placed", "tag")

    def __init__(
        self, tag: str, parent: "Node | None" = None, *, alt: str = "", attributes: str = ""
    ) -> None:
        self.tag = tag
        self.parent = parent
        self.alt = alt
        self.attributes = attributes
        self.kids: list[Node | tuple[int, int]] = []
        self.placed = False


class _Written(PDFObject):
    """An object whose text is known; ReportLab's own dictionaries take ten times as long."""

    __InternalName__: str  # ReportLab's name for it, given when it is registered

    def __init__(self) -> None:
        self.text = ""

    def format(self, document: PDFDocument) -> bytes:  # noqa: ARG002 (ReportLab calls it so)
        return self.text.encode("ascii")


class Tree:
    """All nodes of one document, and for each page the owners of its marked pieces."""

    def __init__(self) -> None:
        self.root = Node("Document")
        self.root.placed = True
        self.pages: list[PDFObjectReference] = []
        self.owners: list[list[Node]] = [[]]

    def mark(self, node: Node) -> int:
        """Give a node the next piece of the current page; returns the piece's number."""
        self._place(node)
        owners = self.owners[-1]
        owners.append(node)
        node.kids.append((len(self.pages), len(owners) - 1))
        return len(owners) - 1

    def next_page(self, finished: PDFObjectReference) -> None:
        self.pages.append(finished)
        self.owners.append([])

    def _place(self, node: Node) -> None:
        if not node.placed:
            node.placed = True
            parent = node.parent or self.root
            self._place(parent)
            parent.kids.append(node)

    def write(self, document: PDFDocument) -> None:
        """Add the tree to the document's catalog."""
        top = _Written()
        writer = _Writer(document, self.pages)
        top_name = writer.name(top)
        document_name = writer.element(self.root, top_name)
        listed = " ".join(
            f"{number} [{' '.join(writer.names[owner] for owner in owners)}]"
            for number, owners in enumerate(self.owners[: len(self.pages)])
        )
        top.text = (
            f"<</Type/StructTreeRoot/K {document_name}/ParentTree <</Nums [{listed}]>>"
            f"/ParentTreeNextKey {len(self.pages)}>>"
        )
        catalog: Any = writer.document.Catalog
        catalog.StructTreeRoot = top
        catalog.MarkInfo = PDFDictionary({"Marked": "true"})


class _Writer:
    """Turns nodes into PDF objects, parents before children."""

    def __init__(self, document: PDFDocument, pages: list[PDFObjectReference]) -> None:
        self.document: Any = document
        self.pages = [_text(page.format(document)) for page in pages]
        self.names: dict[Node, str] = {}

    def name(self, written: _Written) -> str:
        self.document.Reference(written)
        number, version = self.document.idToObjectNumberAndVersion[written.__InternalName__]
        return f"{number} {version} R"

    def element(self, node: Node, parent: str) -> str:
        written = _Written()
        own = self.names[node] = self.name(written)
        page = next((kid[0] for kid in node.kids if isinstance(kid, tuple)), None)
        kids = " ".join(self._kid(kid, own, page) for kid in node.kids)
        on_page = "" if page is None else f"/Pg {self.pages[page]}"
        written.text = (
            f"<</Type/StructElem/S/{node.tag}/P {parent}{on_page}{_alt(node.alt)}"
            f"{node.attributes}/K [{kids}]>>"
        )
        return own

    def _kid(self, kid: Node | tuple[int, int], own: str, page: int | None) -> str:
        if isinstance(kid, Node):
            return self.element(kid, own)
        if kid[0] == page:
            return str(kid[1])
        return f"<</Type/MCR/Pg {self.pages[kid[0]]}/MCID {kid[1]}>>"


def _text(formatted: bytes | str) -> str:
    return formatted.decode("ascii") if isinstance(formatted, bytes) else formatted


def _alt(words: str) -> str:
    return f"/Alt <FEFF{words.encode('utf-16-be').hex().upper()}>" if words else ""
