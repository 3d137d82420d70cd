"""Charts as data, and as SVG for a page that allows no inline style."""

import re
from xml.etree import ElementTree

import pytest

from assess.science.panel.results import Part, Zone, combine, overall
from reports import charts, styles

LEVELS = ("None", "Some evidence, with gaps", "Solid", "Beyond", "Rare")
ZONE = Zone(3, 4)
SVG = "{http://www.w3.org/2000/svg}"


def row(name: str, *ratings: int, zone: Zone = ZONE) -> charts.ProfileRow:
    return charts.ProfileRow(name, zone, combine(ratings, zone), ratings)


def of_role(chart: charts.Chart, role: str) -> list[charts.Mark]:
    return [mark for mark in chart.marks if mark.role == role]


def words_in(chart: charts.Chart) -> list[str]:
    return [mark.words for mark in chart.marks if isinstance(mark, charts.Text)]


def test_the_title_is_the_finding_in_the_five_phrases():
    rows = [row("A", 5, 5), row("B", 3, 4), row("C", 3), row("D", 1, 2), row("E")]

    assert charts.finding(rows) == (
        "Against what the role asks for: 1 clearly above, 2 in or near, 1 clearly below and "
        "1 not rated."
    )


def test_without_ratings_the_title_says_that_nothing_can_be_said():
    assert "nothing can be said" in charts.finding([row("A"), row("B")])


def test_the_overall_row_is_not_counted_as_a_competency():
    result = overall([Part((3, 4), 1, ZONE)], 2)
    rows = [row("A", 3, 4), charts.ProfileRow("Overall", ZONE, result, overall=True)]

    assert "1 in or near" in charts.finding(rows)


def test_the_description_holds_every_value():
    chart = charts.dot_profile([row("Coaching", 2, 5, 3), row("Pace")], LEVELS)

    assert "Coaching: in or near what the role asks for (3⅓; 3 raters" in chart.description
    assert "Pace: not rated by anyone" in chart.description
    assert "Expected for this role: 3 to 4." in chart.description


def test_a_mean_of_three_stands_in_the_middle_of_the_axis():
    chart = charts.dot_profile([row("A", 1, 5), row("B", 3, 3)], LEVELS)
    (one,) = (mark.x for mark in of_role(chart, "rater") if mark.x < 200)
    five = max(mark.x for mark in of_role(chart, "rater"))

    in_rows = [mark.x for mark in of_role(chart, "dot")][:2]
    assert in_rows == [pytest.approx((one + five) / 2)] * 2


def test_equal_ratings_are_stacked_so_that_each_is_seen():
    chart = charts.dot_profile([row("A", 4, 4, 4)], LEVELS)
    dots = of_role(chart, "rater")[:3]

    assert len({dot.x for dot in dots}) == 1
    assert len({dot.y for dot in dots}) == 3


def test_the_zone_and_the_range_are_as_wide_as_their_levels():
    chart = charts.dot_profile([row("A", 3, 4)], LEVELS)
    zone, band = of_role(chart, "zone")[0], of_role(chart, "range")[0]

    assert (zone.x, zone.width) == (band.x, band.width)


def test_what_nobody_rated_is_said_in_words_and_has_no_dot():
    chart = charts.dot_profile([row("A")], LEVELS)
    in_key = 1

    assert "not rated" in words_in(chart)
    assert len(of_role(chart, "dot")) == in_key


def test_the_axis_is_anchored_by_the_names_of_the_first_middle_and_last_level():
    words = words_in(charts.dot_profile([row("A", 3)], LEVELS))

    assert {"None", "Solid", "Rare"} <= set(words)
    assert {"expected for this role", "range of ratings", "mean"} <= set(words)


def test_a_long_name_takes_up_to_three_lines_and_then_an_ellipsis():
    name = "Builds relationships across teams, regions and countries and keeps them for many years"

    lines = [
        mark for mark in charts.dot_profile([row(name, 3)], LEVELS).marks if mark.role == "text"
    ]
    names = [mark.words for mark in lines if isinstance(mark, charts.Text) and mark.x == 0]
    assert names[0] == "Builds relationships across"
    assert len(names) == 3
    assert names[-1].endswith("…")


@pytest.mark.parametrize("people", [1, 4, 8])
@pytest.mark.parametrize("competencies", [1, 5, 12])
def test_all_marks_lie_inside_the_picture(people, competencies):
    rows = [row(f"C{n}", *([1 + n % 5] * people)) for n in range(competencies)]
    chart = charts.dot_profile(rows, LEVELS)

    for mark in chart.marks:
        y = mark.y1 if isinstance(mark, charts.Line) else mark.y
        x = mark.x1 if isinstance(mark, charts.Line) else mark.x
        assert 0 <= x <= chart.width
        assert 0 <= y <= chart.height


def test_svg_is_well_formed_and_named_by_its_title_and_description():
    chart = charts.dot_profile([row("A & <b>", 3, 4)], LEVELS)
    root = ElementTree.fromstring(charts.svg(chart, "profile"))

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").get("id") == root.get("aria-labelledby") == "profile-title"
    assert root.find(f"{SVG}desc").get("id") == root.get("aria-describedby") == "profile-desc"
    assert root.find(f"{SVG}title").text == chart.title
    assert "A & <b>" in [text.text for text in root.iter(f"{SVG}text")]


def test_svg_has_no_style_script_or_fixed_size():
    drawn = charts.svg(charts.dot_profile([row("<script>alert(1)</script>", 3)], LEVELS), "p")

    assert not re.search(r"<script|style=|<style|on\w+=|href|fill=|stroke=", drawn)
    assert not re.search(r'<svg[^>]* (width|height)="', drawn)


def test_every_mark_of_an_svg_has_the_class_of_its_role():
    root = ElementTree.fromstring(charts.svg(charts.dot_profile([row("A", 3)], LEVELS), "p"))
    marks = [element for element in root if element.tag not in (f"{SVG}title", f"{SVG}desc")]

    known = {f"chart-{role}" for role in styles.CHART}
    assert all(element.get("class").split()[0] in known for element in marks)


def test_two_charts_on_a_page_share_no_id():
    chart = charts.rater_strip((3, 4), ZONE)
    ids = re.findall(r'id="([^"]+)"', charts.svg(chart, "a") + charts.svg(chart, "b"))

    assert len(ids) == len(set(ids)) == 4


@pytest.mark.parametrize(
    ("ratings", "title"),
    [((4, 3, 4), "Ratings 3, 4 and 4."), ((2,), "Rating 2."), ((), "Not rated by anyone.")],
)
def test_a_strip_shows_one_dot_for_each_rating(ratings, title):
    strip = charts.rater_strip(ratings, ZONE)

    assert strip.title == title
    assert strip.description == "Expected for this role: 3 to 4."
    assert len(of_role(strip, "rater")) == len(ratings)
