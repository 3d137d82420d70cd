"""Whatever somebody types, the whole PDF comes out, soon, with every character visible."""

import time
from dataclasses import replace

import pytest

from reports import candidate, feedback
from reports.candidate import CandidateFacts, Evidence
from tests.reports import people
from tests.reports.paper import Paper

TEXTS = {
    "unclosed markup": "<b>bold <i>never closed",
    "stray closing tag": "</para></font></html>",
    "local image": '<img src="/etc/passwd" width="10"/>',
    "script link": '<a href="javascript:alert(1)">click</a>',
    "entities": "R&D &amp; &#0; &lt;b&gt; &nosuch;",
    "PDF operators": ") Tj ET EMC Q endstream endobj (\\",
    "NUL and escapes": "a\x00b\x1b[31mc\x07",
    "lone surrogates": "a\ud800b\udc00c",
    "combining marks": "Z\u0337\u0321\u0322\u031b\u0344\u0300\u030c" * 20,
    "bidi overrides": "\u202eexe.gnp\u202c \u2066x\u2069",
    "Chinese": "这是一个很长的中文句子，没有空格。" * 30,
    "Japanese": "カタカナとひらがな「引用」を含む文章です。",
    "Korean": "안녕하세요 김민수 씨, 잘 지내셨어요?",
    "Arabic": "قالت أمينة إنها راجعت قائمة العملاء (CRM) في عام 2024. " * 10,
    "Hebrew": "היא תיארה איך בחרה 40 לקוחות (מתוך 120).",
    "emoji": "👩‍💻 👨‍👩‍👧‍👦 🇩🇪 ❤️ 1️⃣ 👍🏽 🏴󠁧󠁢󠁳󠁣󠁴󠁿",
    "no bundled font": "สวัสดี தமிழ் \ue000 \U0001f9ff",
    "one long word": "x" * 1000,
    "long address": "https://northwind.example/" + "segment/" * 200,
    "only spaces": " \t\n\u2003",
    "many lines": "a\n" * 150,
    "wide signs": "👍" * 400,
}


def everywhere(text: str) -> CandidateFacts:
    """A report in which every field that somebody can write holds the text."""
    evidence = Evidence(text, 3, text, text, (text, text), (text,))
    one = people.competency(
        name=text, definition=text, weight=text, reached=(text,), following=(text,),
        overuse=(text,), ask_next=(text, text), evidence=(evidence, evidence),
    )  # fmt: skip
    decision = people.decision(
        outcome=text, reasons=(text,), explanation=text, dissent=text, decider=text, decided_on=text
    )
    return people.candidate(
        candidate=text, opening=text, organisation=text, report_id=text, data_of=text,
        valid_until=text, plan_version=text, framework=text, guide=text, levels=(text,) * 5,
        summary=(text,), strongest=(text,), open_questions=(text,), contact=text,
        competencies=(one, replace(one, result=people.competency(4).result, ratings=())),
        weights_reason=text, decision=decision,
    )  # fmt: skip


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_text_in_every_field_leaves_a_whole_pdf(text):
    paper = Paper(candidate.render(everywhere(text)))

    assert "Questions and appeals" in paper.text
    assert all(paper.fonts.values())
    assert paper.missing_glyphs == 0
    assert b"/XObject /Subtype /Image" not in paper.pdf
    assert b"/URI" not in paper.pdf


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_a_hostile_name_leaves_a_whole_letter(text):
    facts = people.feedback(candidate=text, opening=text, contact=text, looked_at=text, kept=text)

    assert "What you can ask for" in Paper(feedback.render(facts)).text


@pytest.mark.parametrize("text", ["<b>bold</b>", "a & b &amp; c", "</para>", "2 < 3 > 1"])
def test_markup_is_printed_as_it_was_typed(text):
    paper = Paper(candidate.render(people.candidate(candidate=text)))

    assert paper.said(paper.elements("H1")[0]) == text


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("区域销售总监", "DroidSansFallback"),
        ("김민수", "NanumGothic"),
        ("👍 🤝", "NotoEmoji-Regular"),
        ("→ ≥", "DejaVuSans"),
    ],
)
def test_other_scripts_are_embedded_and_copy_out_as_they_were_typed(text, font):
    paper = Paper(candidate.render(people.candidate(summary=(text,))))

    assert text in paper.text
    assert paper.fonts[font]


@pytest.mark.parametrize(
    "text",
    [
        "word " * 40_000,
        "x" * 200_000,
        "中" * 200_000,
        "كان فريق " * 25_000,
        "e" + "\u0301\u0323" * 99_999,
    ],
    ids=["words", "one word", "Chinese", "Arabic", "accents"],
)
def test_200_kb_in_one_field_take_no_10_seconds_and_are_cut_in_words(text):
    started = time.process_time()
    evidence = (Evidence("Interviewer A", 3, None, text),)
    facts = people.candidate(competencies=(people.competency(evidence=evidence),))

    pdf = candidate.render(facts)

    assert time.process_time() - started < 10
    assert "more characters are in the web version)" in Paper(pdf).text
