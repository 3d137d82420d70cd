"""Lines: how they break, and in which order their letters stand."""

import pytest

from reports import typesetting
from reports.styles import Face


def lines(text: str, room: float = 200) -> list[str]:
    """The printed lines at ten points, without the spaces at their ends."""
    made = typesetting.set_lines(text, Face.REGULAR, 10, room)
    return ["".join(words for _, words in line.runs).rstrip() for line in made]


@pytest.mark.parametrize("room", [30, 90, 200, 500])
@pytest.mark.parametrize(
    "text",
    [
        "She compared complaint rates before and after with the client’s own list.",
        "Donaudampfschifffahrtsgesellschaftskapitän is one word, and others follow it.",
        "她介绍了如何选择目标客户：先看客户的结果，再看团队的时间。",
        "mixed 中文 with שלום and مرحبا and 👍",
    ],
)
def test_no_line_is_wider_than_its_room(text, room):
    made = typesetting.set_lines(text, Face.REGULAR, 10, room)

    assert all(line.width * 10 <= room + 0.001 for line in made)


@pytest.mark.parametrize(
    "text",
    [
        "Words stay whole and in order when there is room for them.",
        "A/very/long/path/that/has/no/space/but/slashes/and-hyphens-and_more",
        "x" * 300,
        "中文" * 50,
    ],
)
def test_breaking_loses_nothing(text):
    assert "".join(lines(text, 60)).replace(" ", "") == text.replace(" ", "")


def test_a_line_keeps_the_space_that_parts_it_from_the_next():
    made = typesetting.set_lines("several words on several lines", Face.REGULAR, 10, 60)

    assert all(line.runs[-1][1].endswith(" ") for line in made[:-1])


def test_a_word_that_is_too_wide_breaks_after_a_mark():
    assert lines("Hohenstein-Wolkersdorf", 80) == ["Hohenstein-", "Wolkersdorf"]


def test_chinese_breaks_between_characters_but_not_before_a_full_stop():
    broken = lines("我们放弃了三个客户。" * 4, 100)

    assert len(broken) > 1
    assert not any(line.startswith("。") for line in broken)


def test_arabic_is_joined_and_runs_from_right_to_left():
    (line,) = typesetting.set_lines("أمينة", Face.REGULAR, 10, 200)

    # Teh marbuta in its final form stands first from the left, alef at the far right.
    assert line.runs == (("DejaVuSans", "ﺔﻨﻴﻣﺃ"),)
    assert line.to_right


def test_numbers_and_latin_words_keep_their_order_inside_arabic():
    (line,) = lines("اختارت 12 من شركة Hansa GmbH في 2024", 500)

    assert "Hansa GmbH" in line
    assert line.startswith("2024")
    assert line.index("Hansa") < line.index("12")


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("(אב)", "(בא)"),
        ("abc (אבג) 12", "abc (גבא) 12"),
        ("אב [גד]", "[דג] בא"),
        ("«אב»", "«בא»"),
        ("אב (12) גד", "דג (12) בא"),
        ("1) first אבגד (second) and b) more", "1) first דגבא (second) and b) more"),
        ("אבגדה (CRM) <ו>", "<ו> (CRM) הדגבא"),
        ("אבגד :)", "(: דגבא"),
    ],
)
def test_brackets_open_towards_what_they_hold(text, seen):
    assert lines(text) == [seen]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("English only", False),
        ("أمينة", True),
        ("أمينة described how she chooses clients", False),
        ("تحدثت أمينة عن CRM", True),
        ("12 + 3", False),
        ("Dear أمينة بنت خالد المنصوري,", False),
        ("“أمينة بنت خالد المنصوري” تحدثت", True),
    ],
)
def test_the_direction_is_that_of_the_first_letter_and_of_most(text, expected):
    assert typesetting.is_right_to_left(text) is expected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Dear אבג,", "Dear גבא,"),
        ("For אבג.", "For גבא."),
        ("Report: אבג, 2nd line", "Report: גבא, 2nd line"),
        ("Overall, אבג: 3 to 4", "Overall, גבא: 3 to 4"),
        ("She said «אב 12 גד» and left", "She said «דג 12 בא» and left"),
    ],
)
def test_a_name_does_not_turn_the_sentence_around_it(text, seen):
    assert lines(text) == [seen]


def test_a_right_to_left_paragraph_wraps_from_its_beginning():
    text = "الأولى الثانية الثالثة الرابعة الخامسة السادسة"

    first, *_ = typesetting.set_lines(text, Face.REGULAR, 10, 80)

    assert first.runs[-1][1] == "ﻰﻟﻭﻷﺍ"
