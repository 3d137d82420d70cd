"""Moving candidates keeps their history; their files come in and go."""

from datetime import UTC, datetime, timedelta

import pytest

from assess.database import utc_now
from assess.openings import queries, resumes
from assess.openings.models import Application
from assess.openings.rules import OpeningRefused, Stage, WaitingFor
from assess.openings.services import applications
from tests.openings.documents import PDF

NOON = datetime(2026, 12, 4, 12, tzinfo=UTC)


@pytest.fixture
def application(session, make) -> Application:
    """A candidate who has just come in."""
    held = make.application(make.opening())
    return session.get(Application, held.id)


def move(session, application, stage, reason="", *, now=NOON):
    """Move a candidate by hand, as a hiring manager."""
    actor = application.opening.members[0].user
    applications.move(session, application, Stage(stage), reason=reason, actor=actor, now=now)


def add_file(session, application, folder, *, name="cv.pdf", data=PDF):
    """Take in a file."""
    actor = application.opening.members[0].user
    return applications.add_resume(
        session, application, file_name=name, data=data, folder=folder, actor=actor, now=NOON
    )


def test_a_move_changes_stage_turn_and_time_and_stays_in_the_history(session, application):
    move(session, application, "interview")

    step = application.moves[-1]
    assert (step.old, step.new, step.at) == (Stage.NEW, Stage.INTERVIEW, NOON)
    assert step.user_id == application.opening.members[0].user_id
    assert (application.stage, application.since) == (Stage.INTERVIEW, NOON)
    assert application.waiting_for is WaitingFor.INVITATION


def test_every_step_there_and_back_is_kept(session, application):
    for stage, reason in (
        ("interview", ""),
        ("withdrawn", "They took another job."),
        ("interview", "They came back."),
        ("debrief", ""),
    ):
        move(session, application, stage, reason)

    session.refresh(application)
    assert [(step.new, step.reason) for step in application.moves] == [
        (Stage.NEW, ""),
        (Stage.INTERVIEW, ""),
        (Stage.WITHDRAWN, "They took another job."),
        (Stage.INTERVIEW, "They came back."),
        (Stage.DEBRIEF, ""),
    ]


@pytest.mark.parametrize(
    ("stage", "reason"), [("hired", "x"), ("new", "x"), ("not-hired", ""), ("withdrawn", "")]
)
def test_a_refused_move_leaves_no_trace(session, application, stage, reason):
    with pytest.raises(OpeningRefused):
        move(session, application, stage, reason)

    assert (application.stage, len(application.moves)) == (Stage.NEW, 1)


def test_nothing_is_due_any_more_at_an_end(session, application):
    later = NOON + timedelta(days=1)
    applications.wait_for(session, application, WaitingFor.SCORECARDS, now=NOON, next_at=later)

    move(session, application, "withdrawn", "They took another job.")

    assert (application.waiting_for, application.next_at) == (WaitingFor.NOBODY, None)


def test_waiting_begins_when_the_turn_changes(session, application):
    applications.wait_for(session, application, WaitingFor.SCORECARDS, now=NOON)

    later = NOON + timedelta(days=1)
    applications.wait_for(session, application, WaitingFor.SCORECARDS, now=later, next_at=later)

    assert (application.since, application.next_at) == (NOON, later)


def test_the_product_moves_candidates_in_its_own_name(session, application):
    applications.move(session, application, Stage.INTERVIEW, actor=None, now=utc_now())

    assert application.moves[-1].user_id is None


def test_a_file_is_kept_with_its_digest_under_a_name_of_its_own(session, application, tmp_path):
    resume = add_file(session, application, tmp_path, name="C:\\cv\\Ana's CV.pdf")

    assert (tmp_path / resume.stored_as).read_bytes() == PDF
    assert (resume.file_name, resume.media_type) == ("Ana's CV.pdf", "application/pdf")
    assert (resume.size, resume.sha256) == (len(PDF), resumes.digest(PDF))
    assert "Ana" not in resume.stored_as


def test_a_file_that_is_refused_is_not_kept(session, application, tmp_path):
    with pytest.raises(OpeningRefused):
        add_file(session, application, tmp_path, name="cv.exe")

    assert list(tmp_path.iterdir()) == []
    assert queries.resumes(session, application.id) == []


def test_files_have_a_number_at_which_somebody_must_tidy_up(session, application, tmp_path):
    for _ in range(resumes.MAX_FILES):
        add_file(session, application, tmp_path)

    with pytest.raises(OpeningRefused, match="There are 10 files already. Remove one first."):
        add_file(session, application, tmp_path)

    assert len(list(tmp_path.iterdir())) == resumes.MAX_FILES


def test_a_file_taken_away_is_no_longer_listed(session, application, tmp_path):
    gone, stays = (add_file(session, application, tmp_path) for _ in range(2))

    applications.remove_resume(session, gone, actor=application.opening.members[0].user)

    assert queries.resumes(session, application.id) == [stays]


def test_files_are_listed_newest_first(session, application, tmp_path):
    first, second = (add_file(session, application, tmp_path) for _ in range(2))

    assert queries.resumes(session, application.id) == [second, first]
