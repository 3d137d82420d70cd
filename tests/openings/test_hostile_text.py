"""HTML, right-to-left text and emoji in every field: shown as typed, never as markup."""

import pytest

from tests.openings.steps import send, step, upload

TEXTS = {
    "markup": "<script>alert('x')</script> \"><img src=x onerror=alert(1)> {{ 7 * 7 }} & &amp;",
    "writing": "عمر بن الخطاب \u202eevil \u2066x 👩🏽‍💻",
}
BARE = ("<script>alert", "<img src=x", "&gt; 49 ")


def harmless(answer, text) -> bool:
    """Whether a page shows a text as it was typed and runs nothing of it."""
    words = " ".join(text.split())
    return answer.code == 200 and words in answer.text and not any(b in answer.html for b in BARE)


@pytest.fixture(params=TEXTS.values(), ids=TEXTS)
def text(request):
    """Something a person may type."""
    return request.param


def test_text_about_a_role_is_text_on_every_page(page, draft, text):
    fields = dict.fromkeys(("title", "location", "outcomes", "must_haves"), text)

    send(page, step(draft, "role"), **fields)
    send(page, step(draft, "kit"), **{"strategic-weight": "3", "weights_reason": text})
    go = page.get(step(draft, "go"))
    page.post(step(draft, "go"))

    assert go.text.count(" ".join(text.split())) >= 4
    pages = [
        go,
        *(page.get(path) for path in (step(draft, "plan"), f"/openings/{draft.public_id}")),
    ]
    pages += [page.get(path) for path in ("/openings", "/openings/new", step(draft, "role"))]
    assert all(harmless(answer, text) for answer in pages)


def test_text_about_a_candidate_is_text_on_every_page(page, make, held, text):
    ana = make.application(held, name=text)
    address = f"/applications/{ana.public_id}"
    page.get(f"{address}/move")

    page.post(f"{address}/candidate", {**page.fields(f"{address}/candidate"), "phone": text})
    page.post(f"{address}/move", {"stage": "withdrawn", "reason": text})
    upload(page, f"{address}/files", b"text", f"{text}.txt")

    paths = [address, *(f"{address}/{name}" for name in ("candidate", "move", "files"))]
    answers = [page.get(path) for path in [*paths, f"/openings/{held.public_id}"]]
    assert all(harmless(answer, text) for answer in answers)


def test_text_in_a_file_of_candidates_is_text_in_the_preview(page, held, text):
    quoted = text.replace('"', '""')
    csv = f'name,email,phone\n"{quoted}",ana@mail.example,"{quoted}"\n"{quoted}",no,\n'
    page.get("/openings")

    preview = upload(page, f"/openings/{held.public_id}/import", csv.encode(), "list.csv")

    assert harmless(preview, text)
    assert preview.text.count(" ".join(text.split())) >= 3


def test_the_name_of_an_interviewer_is_text_on_every_page(page, make, priya, text):
    draft = make.opening(priya, [make.user(name=text), make.user()], published=False)

    answers = [page.get(step(draft, name)) for name in ("panel", "go")]

    assert all(harmless(answer, text) for answer in answers)


def test_the_name_of_a_hiring_manager_is_text_on_every_page(browser, make, text):
    manager = make.manager(name=text)
    held = make.opening(manager)
    page = browser(manager)

    answers = [page.get("/openings"), page.get(step(held, "role"))]

    assert all(harmless(answer, text) for answer in answers)


def test_names_in_lists_do_not_turn_the_words_around_them(page, make, held):
    make.application(held, name="\u202eلوكاس")

    html = page.get(f"/openings/{held.public_id}").html

    assert "<bdi>\u202eلوكاس</bdi>" in html
