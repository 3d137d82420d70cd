"""Nothing new begins with a draft, and a file that is half written is in nobody's way."""

from collections.abc import Callable

import pytest

from assess.accounts.rules import Role
from assess.assessments.rules import AssessmentRefused
from assess.instruments import library
from assess.openings.models import Application
from tests.assessments import staging
from tests.assessments.probe import PROBE, PROBE_FILE
from tests.browser import Browser
from tests.factories import Make
from tests.instruments.samples import seal

DRAFT = "draft-probe@1.0"


@pytest.fixture
def draft(application: Application) -> str:
    """The probe once more under another name, written and not published; gives its file."""
    assert application.id
    name = "assessments/draft-probe/1.0.yaml"
    path = library.ROOT / name
    path.parent.mkdir()
    text = PROBE_FILE.replace("id: probe\n", "id: draft-probe\n")
    path.write_text(text.replace("A probe", "A draft"), encoding="utf-8")
    return name


@pytest.fixture
def invite_page(application: Application) -> str:
    """Where the candidate is invited."""
    return f"/applications/{application.public_id}/assessments/new"


@pytest.fixture
def chief(browser: Callable[..., Browser], make: Make) -> Browser:
    """The browser of an administrator."""
    return browser(make.user(Role.ADMINISTRATOR))


@pytest.mark.usefixtures("draft")
def test_a_draft_is_no_choice_and_cannot_be_sent(priya, invite_page):
    page = priya.get(invite_page)
    refused = priya.post(invite_page, priya.fields(invite_page) | {"instruments": [DRAFT]})

    assert "A probe" in page.text
    assert "A draft" not in page.text
    assert refused.code == 200
    assert "There is a problem" in refused.text
    assert "A draft" not in priya.get("/library").text


@pytest.mark.usefixtures("draft")
def test_a_draft_is_refused_wherever_it_comes_from(make, application, manager):
    with pytest.raises(AssessmentRefused, match=f"Not published: {DRAFT}"):
        staging.invite(make, application, manager, DRAFT)


@pytest.mark.usefixtures("draft")
def test_a_published_file_that_was_changed_is_sent_to_nobody(
    make, application, manager, priya, invite_page
):
    path = library.ROOT / "assessments/probe/1.0.yaml"
    path.write_text(PROBE_FILE.replace("A probe", "A prank"), encoding="utf-8")

    with pytest.raises(AssessmentRefused, match=f"Not published: {PROBE}"):
        staging.invite(make, application, manager, PROBE)
    assert "A prank" not in priya.get(invite_page).text


def test_who_was_invited_before_answers_on_whatever_became_of_the_file(page, at):
    (library.ROOT / library.LOCK).unlink()

    answer = page.get(at("h1"))

    assert answer.code == 200
    assert "I write down what we agree." in answer.text


@pytest.mark.usefixtures("draft")
def test_a_draft_that_is_opened_by_its_address_says_so(priya):
    drafted = priya.get(f"/library/assessments/{DRAFT}")
    seal(library.ROOT)

    assert "This is not published" in drafted.text
    assert "This is not published" not in priya.get(f"/library/assessments/{DRAFT}").text


@pytest.mark.parametrize("folder", ["assessments", "frameworks", "guides", "roles", "translations"])
def test_a_half_written_file_is_in_nobodys_way(priya, invite_page, folder, tmp_path):
    shelf = tmp_path / folder
    if shelf.is_symlink():
        whole = shelf.resolve()
        shelf.unlink()
        shelf.mkdir()
        for path in whole.iterdir():
            (shelf / path.name).symlink_to(path)
    (shelf / "half").mkdir()
    (shelf / "half/1.0.yaml").write_text(f"kind: {folder[:-1]}\nid: half\ntitle: [", "utf-8")

    pages = ("/library", invite_page, "/openings/new", f"/library/{folder}/half@1.0")

    assert [priya.get(page).code for page in pages] == [200, 200, 200, 404]
    assert "A probe" in priya.get(invite_page).text


def test_the_system_page_names_what_is_left_out_with_its_line_and_what_to_do(draft, chief):
    (library.ROOT / draft).with_name("2.0.yaml").write_text("kind: assessment\ntitle: [", "utf-8")

    text = chief.get("/system").text

    assert f"Draft {draft}; nobody is asked it until ./run questionnaires publish {draft}" in text
    assert "draft-probe/2.0.yaml, line 2: the bracket that opens here is never" in text
    assert "files, 1 not published, 1 left out: see below Needs attention" in text


def test_the_system_page_is_content_when_everything_is_published(chief: Browser):
    text = chief.get("/system").text

    files = len(library.paths())
    assert f"Questionnaires {files} files, 0 not published As it should be" in text
    assert "Questionnaire left out" not in text


def test_an_opening_does_not_start_from_a_draft(priya, tmp_path):
    roles = (tmp_path / "roles").resolve()
    (tmp_path / "roles").unlink()
    folder = tmp_path / "roles/draft-role"
    folder.mkdir(parents=True)
    text = (roles / "sales-manager/1.0.yaml").read_text("utf-8")
    (folder / "1.0.yaml").write_text(text.replace("id: sales-manager", "id: draft-role", 1))
    fields = priya.fields("/openings/new")

    refused = priya.post("/openings/new", fields | {"template": "draft-role@1.0"})
    seal(tmp_path)
    accepted = priya.post("/openings/new", fields | {"template": "draft-role@1.0"})

    assert (refused.code, accepted.code) == (404, 200)
