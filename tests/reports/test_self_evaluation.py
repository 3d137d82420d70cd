"""A leader's own report on paper, and its profile."""

from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth

from assess.language import gettext, speaking
from assess.science.scores.words import Band
from reports import band_profile, charts, leader_wording, self_evaluation, styles, typefaces
from reports.band_profile import BandRow
from reports.leader_facts import Said, SelfFacts
from tests import copy_rules
from tests.development import samples
from tests.development.samples import (
    EXECUTION,
    LEADERSHIP,
    MANAGER,
    SALESFORCE,
    SMART,
    TAKEN,
    facts_of,
    goal,
    taken,
)
from tests.reports.paper import Paper

ALL = (LEADERSHIP, MANAGER, SALESFORCE, EXECUTION, SMART)
WORDS = "I sat beside two sellers and listened before I said what I would do. " * 6
AXIS = ((1.0, "almost never"), (3.0, "sometimes"), (5.0, "almost always"))


@cache
def full(ref: str = LEADERSHIP) -> SelfFacts:
    """Everything a report can hold."""
    questions = [item for item in samples.library.assessment(ref).items if item.type == "long"]
    scales = [one.id for one in samples.library.assessment(ref).scales][:3]
    return facts_of(
        taken(ref, levels={scales[0]: 5, scales[1]: 2}, answers={q.id: WORDS for q in questions}),
        taken(ref, levels=3, at=TAKEN - timedelta(days=120)),
        [goal(name, instrument=ref, behaviour=WORDS, evidence=WORDS) for name in scales],
        quality=("The answers came very quickly.", "Twelve answers in a row are alike."),
    )


@cache
def paper(ref: str = LEADERSHIP) -> Paper:
    return Paper(self_evaluation.render(full(ref)))


@cache
def first_paper(ref: str = LEADERSHIP) -> Paper:
    """A first evaluation, without goals or words of one's own."""
    return Paper(self_evaluation.render(facts_of(taken(ref))))


@pytest.mark.parametrize("read", [first_paper, paper])
@pytest.mark.parametrize("ref", ALL)
def test_a_report_has_four_to_twelve_pages_and_none_ends_with_a_heading(ref, read):
    read_back = read(ref)

    assert 4 <= len(read_back.texts) <= 12
    assert not [tags for tags in read_back.owners if tags and tags[-1] in ("H1", "H2", "H3")]
    assert read_back.missing_glyphs == 0


def test_blocks_stand_in_the_order_of_reading():
    name, blocks = paper().reader.outline

    assert name.title == "Lucía Ferrer"
    assert [block.title for block in blocks] == [
        "How to read it",
        "What stands out",
        "Since 23 July 2026",
        "How often you see yourself do it",
        "What you would do in situations",
        *(one.name for group in full().groups for one in group.scales),
        "Your own words",
        "Choose three things",
        "Your plan for 90 days",
        "To talk about with your manager",
        "Limits",
        "What the results rest on",
    ]
    assert len(paper().elements("H1")) == 1
    assert len(paper().elements("H2")) == len(blocks)
    assert len(paper().elements("H3")) == len(full().goals)


def test_without_an_earlier_evaluation_nothing_is_said_about_change():
    assert "Since" not in first_paper().text
    assert "last time" not in first_paper().text


def test_the_profile_has_a_table_with_last_time_where_there_is_one():
    one = samples.scale(full(), "leading")

    assert "Area Last time Result" in paper().text
    assert f"{one.name} 3.0 (sometimes) {one.result}" in paper().text
    assert f"{one.sure}. Last time: 3.0 (sometimes)." in paper().elements("Figure")[0].alt
    assert "Area Last time" not in first_paper().text


def test_a_plan_without_goals_is_a_table_to_fill_in():
    rows = first_paper().elements("TR")

    assert len(rows) == 1 + len(leader_wording.PLAN) + 1
    assert "Question Your answer" in first_paper().text
    assert {one.scope for one in first_paper().elements("TH")} >= {"Column"}


def test_every_chart_is_a_figure_whose_description_holds_every_value():
    figures = paper(SALESFORCE).elements("Figure")

    assert len(figures) == len(full(SALESFORCE).groups) == 5
    for figure, group in zip(figures, full(SALESFORCE).groups, strict=True):
        for one in group.scales:
            assert f"{one.name}: {one.shown}, {one.sure}." in figure.alt
    assert figures[0].alt.startswith(full(SALESFORCE).finding)


def test_it_says_whose_it_is_and_that_it_decides_nothing():
    text = first_paper().text

    assert leader_wording.AUDIENCE in text
    assert "For Lucía Ferrer." in text
    assert "It is no evidence for hiring, pay or promotion." in text
    assert "Questions about this report: people@larkfield.example" in text


def test_what_the_way_of_answering_tells_is_said_beside_what_stands_out():
    assert leader_wording.FLAGS in paper().text
    assert all(reason in paper().text for reason in full().quality)
    assert leader_wording.FLAGS not in first_paper().text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("ref", ALL)
def test_a_report_without_a_single_result_is_one_page_that_says_why(ref, language):
    nothing = dict.fromkeys(item.id for item in samples.library.assessment(ref).items)
    found = facts_of(taken(ref, answers=nothing, language=language))
    read = Paper(self_evaluation.render(found))

    assert len(read.texts) == 1
    assert not read.elements("Figure")
    with speaking(language):
        assert gettext(leader_wording.NO_RESULT) in read.text
        assert all(gettext(one) in read.text for one in leader_wording.NEXT)
        assert all(f"{area} {count}" in read.text for area, count in found.counted)


def test_a_report_without_a_result_gives_back_what_was_answered():
    few = samples.at_levels("leading", 4, 2)
    nothing = dict.fromkeys(item.id for item in samples.library.assessment(LEADERSHIP).items)
    found = facts_of(taken(answers=nothing | few))
    read = Paper(self_evaluation.render(found))

    assert len(read.texts) == 1
    assert len(found.given) == 2
    assert all(f"{one.text} ({one.answer})" in read.text for one in found.given)


def test_areas_of_one_kind_without_any_result_get_no_empty_picture():
    judged = samples.library.assessment(SALESFORCE)
    none = dict.fromkeys(item.id for item in judged.items if item.type == "judgement")
    read = Paper(self_evaluation.render(facts_of(taken(SALESFORCE, answers=none))))

    assert len(read.elements("Figure")) == 4
    assert "0 of 3 questions answered, too few for a result." in read.text


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("ref", ALL)
def test_no_page_begins_with_what_belongs_to_the_one_before(ref, language):
    for levels in (4, {"leading": 5, "strategic": 5, "development": 5}):
        found = facts_of(taken(ref, levels=levels, language=language))
        for page in Paper(self_evaluation.render(found)).texts:
            assert found.contact not in "".join(page.splitlines()[:3])


def test_equal_facts_give_equal_bytes_and_other_facts_do_not():
    once, twice, other = (
        self_evaluation.render(facts_of(taken(levels=level))) for level in (4, 4, 3)
    )

    assert once == twice
    assert once != other


@pytest.mark.parametrize("ref", ALL)
def test_our_sentences_keep_to_the_copy_rules(ref):
    assert not copy_rules.refused(paper(ref).text)


EXTREMES = {
    "20,000 letters": "word " * 4_000,
    "one long word": "x" * 20_000,
    "right to left": "قالت أمينة إنها راجعت القائمة (CRM) في عام 2026. " * 20,
    "emoji": "👩‍💻 👨‍👩‍👧‍👦 ❤️ 👍🏽 " * 10,
    "markup": "<b>bold <i>never closed </para>&nosuch;",
    "controls": "a\x00b\x1b[31mc\u202eexe.gnp\ud800",
    "many lines": "a\n" * 300,
}


@pytest.mark.parametrize("text", EXTREMES.values(), ids=EXTREMES)
def test_whatever_somebody_writes_the_whole_report_comes_out(text):
    words = goal(behaviour=text, first_step=text, helper=text[:200], evidence=text)
    found = facts_of(taken(), goals=[words], person=text[:300], quality=(text[:1000],))
    found = replace(found, reflections=(Said("What did you learn?", text),), contact=text)

    read = Paper(self_evaluation.render(found))

    assert "What the results rest on" in read.text
    assert read.missing_glyphs == 0
    assert all(read.fonts.values())


def test_a_name_of_300_letters_neither_breaks_nor_leaves_the_page():
    name = "Maximiliane " * 25
    read = Paper(self_evaluation.render(facts_of(taken(), person=name)))

    assert 4 <= len(read.texts) <= 12
    assert read.said(read.elements("H1")[0]).startswith("Maximiliane Maximiliane")


def profile(*rows: BandRow, ends: tuple[float, float] = (1.0, 5.0)) -> charts.Chart:
    names = [*zip((ends[0], sum(ends) / 2, ends[1]), (word for _at, word in AXIS), strict=True)]
    return band_profile.band_profile(rows, ends, names, "Title", "Values")


def stacked(*rows: BandRow) -> charts.Chart:
    return band_profile.stacked_profile(rows, (1.0, 5.0), AXIS, "Title", "Values")


def row(value: float, error: float = 0.3, name: str = "A", **more: float) -> BandRow:
    edges = (value - 2 * error, value - error, value, value + error, value + 2 * error)
    return BandRow(name, Band(*(min(5, max(1, edge)) for edge in edges)), "3.0", "often", **more)


def of(chart: charts.Chart, role: str, kind: type) -> list[charts.Mark]:
    return [mark for mark in chart.marks if isinstance(mark, kind) and mark.role == role]


def box(mark: charts.Mark) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a mark, as it is printed."""
    if isinstance(mark, charts.Line):
        return mark.x1, mark.y1, mark.x2, mark.y2
    if isinstance(mark, charts.Rect):
        # On paper a round box is a stroke as thick as it is high.
        extra = max(0, mark.height - mark.width) if mark.radius else 0
        return mark.x - extra, mark.y, mark.x + mark.width + extra, mark.y + mark.height
    if isinstance(mark, charts.Dot):
        r = mark.radius
        return mark.x - r, mark.y - r, mark.x + r, mark.y + r
    face = styles.Face.SEMIBOLD if mark.strong else styles.Face.REGULAR
    wide = stringWidth(mark.words, typefaces.font(face).fontName, mark.size)
    left = mark.x - {"start": 0, "middle": wide / 2, "end": wide}[mark.anchor]
    return left, mark.y - 0.8 * mark.size, left + wide, mark.y + 0.25 * mark.size


@pytest.mark.parametrize("draw", [profile, stacked])
@pytest.mark.parametrize("value", [1, 3, 5])
@pytest.mark.parametrize("error", [0.01, 0.3, 2])
@pytest.mark.parametrize("name", ["A", "Keeps upgrading the talent pool " * 10, "M" * 300])
def test_nothing_lies_outside_the_picture_also_at_the_ends_of_the_range(draw, value, error, name):
    rows = [row(value, error, name, before=6 - value) for _ in range(10)]
    chart = draw(*rows, BandRow(name, None, "—", ""))

    for mark in chart.marks:
        left, top, right, bottom = box(mark)
        assert left >= 0, mark
        assert right <= chart.width, mark
        assert top >= 0, mark
        assert bottom <= chart.height, mark


@pytest.mark.parametrize("value", [1, 5])
@pytest.mark.parametrize("error", [0.01, 0.1, 0.3])
def test_a_band_does_not_reach_beyond_the_ends_of_the_axis(value, error):
    chart = profile(row(value, error))
    low, _middle, high = [mark.x1 for mark in of(chart, "axis", charts.Line) if mark.x1 == mark.x2]

    for band in [*of(chart, "zone", charts.Rect)[:1], *of(chart, "range", charts.Rect)[:1]]:
        left, _top, right, _bottom = box(band)
        assert left >= low - 0.01
        assert right <= high + 0.01


def test_dot_and_bands_stand_where_their_values_lie():
    chart = profile(row(3, 0.5))
    low, _middle, high = [mark.x1 for mark in of(chart, "axis", charts.Line) if mark.x1 == mark.x2]
    point = (high - low) / 4

    narrow, wide = (of(chart, role, charts.Rect)[0] for role in ("range", "zone"))
    assert of(chart, "dot", charts.Dot)[0].x == pytest.approx((low + high) / 2, abs=0.01)
    assert (narrow.width, wide.width) == pytest.approx((point, 2 * point), abs=0.02)


def test_long_names_keep_to_their_row():
    chart = profile(
        *(row(3, name="Keeps upgrading the talent pool of all teams " * 3) for _ in "ab")
    )
    lines = [mark.y1 for mark in of(chart, "axis", charts.Line) if mark.x1 == 0]
    names = [mark for mark in of(chart, "text", charts.Text) if mark.x == 0]

    assert len(names) == 6
    for number, name in enumerate(names):
        assert lines[number // 3] < box(name)[1]
        assert box(name)[3] < lines[number // 3 + 1]


def test_what_has_no_result_says_so_and_has_no_dot():
    chart = profile(BandRow("A", None, "—", ""))

    assert "no result" in [mark.words for mark in of(chart, "muted", charts.Text)]
    assert not of(chart, "dot", charts.Dot)[1:]  # the first one is that of the key


def test_last_time_has_a_dot_of_its_own_and_a_name_only_where_there_is_one():
    with_it, without = profile(row(3, before=2.0)), profile(row(3))

    assert len(of(with_it, "rater", charts.Dot)) == 2
    assert not of(without, "rater", charts.Dot)
    assert "last time" in [mark.words for mark in of(with_it, "muted", charts.Text)]
    assert "last time" not in [mark.words for mark in of(without, "muted", charts.Text)]


def test_dot_and_bands_are_told_apart_in_grey():
    inks = [styles.CHART[role] for role in ("dot", "range", "zone")]
    dot, narrow, wide = [0.2126 * ink.red + 0.7152 * ink.green + 0.0722 * ink.blue for ink in inks]

    assert dot + 0.2 < narrow
    assert narrow + 0.1 < wide


def test_on_a_phone_every_result_stands_over_its_own_line():
    chart = stacked(row(2, name="Leading people"), row(4, name="Planning with direction"))
    dots = of(chart, "dot", charts.Dot)[:2]
    names = [mark for mark in of(chart, "text", charts.Text) if mark.strong]

    assert [name.words for name in names] == ["Leading people", "Planning with direction"]
    assert [mark.words for mark in of(chart, "muted", charts.Text)].count("3.0 often") == 2
    assert names[0].y < dots[0].y < names[1].y < dots[1].y
    assert dots[0].x < dots[1].x
    assert chart.width <= 320
