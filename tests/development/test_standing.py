"""A leader reads where a result stands among others only where a norm is named."""

import pytest

from assess.accounts.rules import Role
from assess.science.norms import words as norm_words
from tests.assessments.normed import AT_FOUR, EXPIRED, NORMED, PLAIN, TOO_LATE, shelve
from tests.development import staging
from tests.reports.paper import Paper


@pytest.fixture
def read(make, browser, monkeypatch, tmp_path):
    """Answers an assessment as a leader, and reads the report on the page and on paper."""
    shelve(monkeypatch, tmp_path)
    lucia = make.user(Role.LEADER, name="Lucía Ferrer")

    def texts(ref):
        attempt = staging.evaluated(make, lucia, instrument=ref)
        page = browser(lucia).get(f"/me/reports/{attempt}").text
        paper = Paper(browser(lucia).get(f"/me/reports/{attempt}.pdf").data).text
        return page, paper

    return texts


def test_page_and_paper_name_the_norm_and_say_what_a_percentile_is(read):
    for text in read(NORMED):
        assert AT_FOUR in text
        assert text.count(norm_words.MEANING) == 1


def test_page_and_paper_say_that_a_norm_has_expired(read):
    for text in read(EXPIRED):
        assert TOO_LATE in text
        assert "Percentile " not in text


def test_without_a_norm_no_percentile_is_mentioned(read):
    for text in read(PLAIN):
        assert "4.0" in text
        assert "percentile" not in text.lower()
