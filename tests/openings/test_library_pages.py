"""Frameworks and guides can be read by everybody with an account."""

import pytest

from assess.accounts.rules import Role
from assess.instruments import library

pytestmark = pytest.mark.one_database

FRAMEWORKS = [framework.ref for framework in library.all_of("frameworks")]
GUIDES = [guide.ref for guide in library.all_of("guides")]
ASSESSMENTS = [assessment.ref for assessment in library.assessments()]


@pytest.fixture
def reader(browser, make):
    """The browser of somebody who only interviews."""
    return browser(make.user())


def test_the_library_lists_everything_there_is(reader):
    links = reader.get("/library").page.links

    assert [f"/library/frameworks/{ref}" for ref in FRAMEWORKS] == [
        link for link in links if "/frameworks/" in link
    ]
    assert [f"/library/guides/{ref}" for ref in GUIDES] == [
        link for link in links if "/guides/" in link
    ]
    assert [f"/library/assessments/{ref}" for ref in ASSESSMENTS] == [
        link for link in links if "/assessments/" in link
    ]


def test_the_library_names_frameworks_by_title_and_version(reader):
    text = reader.get("/library").text

    for guide in library.all_of("guides"):
        framework = library.framework(guide.framework)
        assert f"for the framework {framework.title} {framework.version}." in text
    assert "@" not in text


@pytest.mark.parametrize("ref", FRAMEWORKS)
def test_a_framework_shows_every_anchor_and_its_guides(reader, ref):
    answer = reader.get(f"/library/frameworks/{ref}")

    framework = library.framework(ref)
    for competency in framework.competencies:
        assert competency.definition in answer.text
        for behaviour in competency.behaviours:
            assert all(anchor in answer.text for anchor in behaviour.anchors)
            assert (behaviour.fairness or "") in answer.text
    assert any("/library/guides/" in link for link in answer.page.links)


@pytest.mark.parametrize("ref", GUIDES)
def test_a_guide_shows_every_question_with_what_a_strong_answer_contains(reader, ref):
    text = reader.get(f"/library/guides/{ref}").text

    for question in library.guide(ref).questions:
        assert question.text in text
        assert all(part in text for part in (*question.probes, *question.strong))


@pytest.mark.parametrize("ref", ASSESSMENTS)
def test_an_assessment_says_how_sure_it_is_and_shows_no_question_and_no_key(reader, ref):
    text = reader.get(f"/library/assessments/{ref}").text

    assessment = library.assessment(ref)
    for scale in assessment.scales:
        assert f"Reliability {scale.reliability.value}" in text
        assert " ".join((scale.caution or "").split()) in text
    assert not any(" ".join(item.text.split()) in text for item in assessment.questions)


def test_everybody_with_an_account_reads_the_library(browser, make):
    people = [make.user(role) for role in Role]

    assert [browser(person).get("/library").code for person in people] == [200] * len(people)


def test_nobody_reads_the_library_without_an_account(browser):
    assert browser().get("/library").code == 401


def test_what_is_not_in_the_library_does_not_exist(reader):
    names = ["x", "x@1.0", "..", "%2e%2e%2f", "smart-sales-leader", "smart-sales-leader@9.9", "@"]

    for name in [*names, "x" * 5_000, "<b>", "%F0%9F%98%80"]:
        assert reader.get(f"/library/frameworks/{name}").code == 404
        assert reader.get(f"/library/guides/{name}").code == 404
        assert reader.get(f"/library/assessments/{name}").code == 404
