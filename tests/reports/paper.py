"""Reads a PDF back: its tags, who owns which words, which fonts it carries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from io import BytesIO
from typing import Any

import pdfplumber
import pypdf
import pypdfium2
from pypdf.generic import DictionaryObject


@dataclass
class Element:
    """One element of the structure tree, with the pages and numbers of its own pieces."""

    tag: str
    alt: str
    scope: str
    kids: list["Element"] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        yield self
        for kid in self.kids:
            yield from kid.walk()


class Paper:
    """A PDF, read with pypdf, pdfplumber and pdfium."""

    def __init__(self, pdf: bytes) -> None:
        self.pdf = pdf
        self.reader = pypdf.PdfReader(BytesIO(pdf))
        self.catalog: Any = self.reader.trailer["/Root"]

    @cached_property
    def texts(self) -> list[str]:
        """The words of each page, header and footer included, in lines."""
        opened = pypdfium2.PdfDocument(self.pdf)
        try:
            return [_words_of(page) for page in opened]
        finally:
            opened.close()

    @cached_property
    def text(self) -> str:
        """The whole document on one line."""
        return " ".join(" ".join(self.texts).split())

    @cache  # noqa: B019 (one test's paper lives as long as its cache)
    def words_on(self, page: int) -> dict[int | None, str]:
        """The words of each marked piece of a page by its number; artifacts have none."""
        found: dict[int | None, str] = {}
        with pdfplumber.open(BytesIO(self.pdf), pages=[page + 1]) as opened:
            for char in opened.pages[0].chars:
                found[char["mcid"]] = found.get(char["mcid"], "") + char["text"]
        return found

    @cached_property
    def tree(self) -> Element:
        numbers = {page.indirect_reference.idnum: i for i, page in enumerate(self.reader.pages)}
        top = self.catalog["/StructTreeRoot"]["/K"].get_object()
        return _element(top, numbers)

    def elements(self, tag: str) -> list[Element]:
        """All elements of one kind, in the order of reading."""
        return [element for element in self.tree.walk() if element.tag == tag]

    def said(self, element: Element) -> str:
        """The words of an element and of all inside it."""
        pieces = [piece for one in element.walk() for piece in one.pieces]
        return " ".join("".join(self.words_on(at).get(mcid, "") for at, mcid in pieces).split())

    @cached_property
    def owners(self) -> list[list[str]]:
        """For each page the tags that own its pieces, in the order of drawing."""
        numbers = self.catalog["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        lists = [numbers[place].get_object() for place in range(1, len(numbers), 2)]
        return [[owner.get_object()["/S"][1:] for owner in owners] for owners in lists]

    @cached_property
    def fonts(self) -> dict[str, bool]:
        """Each font's name, without its subset tag, and whether it is embedded."""
        found: dict[str, bool] = {}
        for page in self.reader.pages:
            for font in page["/Resources"]["/Font"].values():
                described = font.get_object().get("/FontDescriptor", DictionaryObject())
                name = font.get_object()["/BaseFont"][1:].split("+")[-1]
                found[name] = "/FontFile2" in described.get_object()
        return found

    @property
    def missing_glyphs(self) -> int:
        """How many characters print as the empty box: their code is 0 in every subset."""
        drawn = (page.get_contents().get_data() for page in self.reader.pages)
        shown = (codes for data in drawn for codes in re.findall(rb"<([0-9a-f]*)> Tj", data))
        return sum(bytes.fromhex(codes.decode()).count(0) for codes in shown)


def _words_of(page: pypdfium2.PdfPage) -> str:
    read = page.get_textpage()
    words: str = read.get_text_range()
    read.close()
    page.close()
    return words


def _element(source: Any, numbers: dict[int, int], page: int | None = None) -> Element:
    scope = source.get("/A", {}).get("/Scope", "/")[1:]
    element = Element(source["/S"][1:], str(source.get("/Alt", "")), scope)
    if "/Pg" in source:
        page = numbers[source.raw_get("/Pg").idnum]
    for kid in source.get("/K", []):
        kid = kid.get_object()
        if isinstance(kid, int):
            assert page is not None
            element.pieces.append((page, int(kid)))
        elif kid.get("/Type") == "/MCR":
            element.pieces.append((numbers[kid.raw_get("/Pg").idnum], int(kid["/MCID"])))
        else:
            element.kids.append(_element(kid, numbers))
    return element
