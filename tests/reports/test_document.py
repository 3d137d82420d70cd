"""What is true of every document: tags, bookmarks, footers, the same bytes each time."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from reports import candidate, document, feedback, parts
from reports.sheet import Imprint
from tests.reports import people
from tests.reports.paper import Paper

ROOT = Path(__file__).parents[2]
IMPRINT = Imprint("A title", "Northwind", "For the hiring team.", "R-1", "21 November 2026")


def made_candidate() -> bytes:
    return candidate.render(people.candidate(decision=people.decision()))


def made_feedback() -> bytes:
    return feedback.render(people.feedback())


@cache
def paper_of(make: Callable[[], bytes]) -> Paper:
    return Paper(make())


@pytest.fixture(params=[made_candidate, made_feedback], ids=["candidate", "feedback"])
def paper(request: pytest.FixtureRequest) -> Paper:
    return paper_of(request.param)


@pytest.mark.parametrize("make", [made_candidate, made_feedback])
def test_equal_facts_give_equal_bytes(make):
    assert make() == make()


@pytest.mark.slow  # starts a second Python
def test_another_process_with_another_hash_seed_gives_the_same_bytes():
    program = (
        "import sys\nfrom reports import candidate\nfrom tests.reports import people\n"
        "facts = people.candidate(decision=people.decision())\n"
        "sys.stdout.buffer.write(candidate.render(facts))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)}

    other = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
    )

    assert other.stdout == made_candidate()


def test_documents_made_at_the_same_time_do_not_mix():
    makers = [made_candidate, made_feedback] * 4

    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(lambda make: make(), makers))

    assert made == [make() for make in makers]


def test_other_facts_give_other_bytes():
    assert feedback.render(people.feedback(candidate="Ada")) != made_feedback()


def test_the_file_says_that_it_is_tagged_and_in_english(paper):
    assert paper.catalog["/MarkInfo"]["/Marked"]
    assert paper.catalog["/Lang"] == "en-GB"
    assert paper.catalog["/ViewerPreferences"]["/DisplayDocTitle"]


def test_the_file_carries_title_author_and_no_made_up_date(paper):
    metadata = paper.reader.metadata

    assert "Regional sales leader" in metadata.title
    assert metadata.author == "Northwind Trading"
    assert "/CreationDate" not in metadata


def test_every_page_has_tab_order_and_a_place_in_the_parent_tree(paper):
    for number, page in enumerate(paper.reader.pages):
        assert page["/Tabs"] == "/S"
        assert page["/StructParents"] == number


def test_every_piece_of_every_page_belongs_to_an_element_of_the_tree(paper):
    pages = range(len(paper.owners))
    numbered = {(page, mcid) for page in pages for mcid in paper.words_on(page) if mcid is not None}
    owned = {piece for element in paper.tree.walk() for piece in element.pieces}

    assert numbered <= owned
    assert [len(owners) for owners in paper.owners] == [
        sum(piece[0] == number for piece in owned) for number in range(len(paper.owners))
    ]


def test_reading_order_is_the_order_of_the_pages(paper):
    pieces = [piece for element in paper.tree.walk() for piece in element.pieces]

    assert [page for page, _ in pieces] == sorted(page for page, _ in pieces)


def test_only_known_tags_are_used(paper):
    headings, lists = {"H1", "H2", "H3"}, {"L", "LI", "Lbl", "LBody"}
    others = {"Document", "P", "BlockQuote", "Figure", "Table", "TR", "TH", "TD"}

    assert {element.tag for element in paper.tree.walk()} <= headings | lists | others


def test_headings_never_skip_a_level(paper):
    levels = [int(e.tag[1]) for e in paper.tree.walk() if e.tag in ("H1", "H2", "H3")]

    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_no_page_ends_with_a_heading(paper):
    assert all(not owners[-1].startswith("H") for owners in paper.owners)


def test_the_outline_repeats_the_headings(paper):
    def titles(entries):
        for entry in entries:
            yield from titles(entry) if isinstance(entry, list) else [entry.title]

    headings = [paper.said(e) for e in paper.tree.walk() if e.tag in ("H1", "H2")]
    assert list(titles(paper.reader.outline)) == headings


def test_outline_entries_lead_to_the_page_of_their_heading(paper):
    entries = [entry for entry in paper.reader.outline[1] if not isinstance(entry, list)]
    pages = [element.pieces[0][0] for element in paper.elements("H2")]

    assert [paper.reader.get_destination_page_number(entry) for entry in entries] == pages


def test_each_page_counts_itself_and_the_whole(paper):
    total = len(paper.reader.pages)

    for number, text in enumerate(paper.texts, 1):
        line = f"R-7K3F-92QD · page {number} of {total} · data of Saturday 21 November 2026, 19:40"
        assert line in text


def test_header_and_footer_are_artifacts(paper):
    drawn = paper.words_on(0)
    tagged = "".join(words for mcid, words in drawn.items() if mcid is not None)

    assert "page 1 of" in drawn[None]
    assert "page 1 of" not in tagged


def test_all_fonts_are_embedded(paper):
    assert paper.fonts
    assert all(paper.fonts.values())


def test_there_are_no_scripts_forms_or_attachments(paper):
    for name in (b"/JavaScript", b"/JS", b"/EmbeddedFile", b"/AcroForm", b"/URI", b"/Launch"):
        assert name not in paper.pdf


def test_a_paragraph_over_two_pages_stays_one_element():
    sentences = " ".join(f"Sentence {number} of one paragraph." for number in range(60))
    story = [parts.heading("Long", 1)]
    for _ in range(4):
        story += parts.text(sentences)

    paper = Paper(document.render(story, IMPRINT))

    divided = [e for e in paper.elements("P") if len({page for page, _ in e.pieces}) > 1]
    assert len(paper.elements("P")) == 4
    assert divided
    assert all(paper.said(element) == sentences for element in divided)


def test_a_table_over_two_pages_stays_one_table_and_repeats_its_header():
    rows = [(f"Row {number}", "Cell") for number in range(70)]
    story = [parts.heading("Long", 1), parts.table(("First column", "Second"), rows, (1, 1))]

    paper = Paper(document.render(story, IMPRINT))

    (table,) = paper.elements("Table")
    assert len(table.kids) == 71
    assert all("First column" in text for text in paper.texts)
    assert len(paper.texts) == 3


def test_table_cells_name_their_headers():
    story = [parts.table(("Name", "Value"), [("a", "1")], (1, 1))]

    (table,) = Paper(document.render(story, IMPRINT)).elements("Table")

    assert [[(cell.tag, cell.scope) for cell in row.kids] for row in table.kids] == [
        [("TH", "Column"), ("TH", "Column")],
        [("TH", "Row"), ("TD", "")],
    ]


def test_a_heading_moves_to_the_next_page_with_the_first_lines_of_its_text():
    filler = parts.text("\n".join(f"Line {number}" for number in range(30)))
    text = parts.text("A sentence that goes on. " * 60)
    heading = parts.heading("Kept with its text", 2)
    story = [parts.heading("First", 1), *filler, heading, *text]

    paper = Paper(document.render(story, IMPRINT))

    assert "Kept with its text" not in paper.texts[0]
    assert "Kept with its text" in paper.texts[1]


def test_a_paragraph_leaves_no_single_line_behind():
    text = "A sentence that goes on. " * 30
    for lines in range(20, 33):
        story = [*parts.text("\n".join(["x"] * lines)), *parts.text(text)]
        paper = Paper(document.render(story, IMPRINT))
        last = paper.elements("P")[-1]
        lengths = [len(paper.words_on(at)[mcid]) for at, mcid in last.pieces]
        assert min(lengths) > 130, lines  # a line holds about 100 letters


@pytest.mark.parametrize("lines_before", range(26, 38))
def test_no_list_leaves_a_single_entry_on_a_page(lines_before):
    filler = [parts.line("One more line.") for _ in range(lines_before)]
    paper = Paper(document.render([*filler, *parts.bullets(["An entry."] * 8)], IMPRINT))

    on_pages = Counter(piece[0] for one in paper.elements("LBody") for piece in one.pieces)

    assert sum(on_pages.values()) == 8
    assert 1 not in on_pages.values()
