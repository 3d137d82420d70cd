"""A letter becomes a message that says what it should, whoever wrote its words."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assess import mail
from assess.config import Settings
from assess.mail import Letter
from assess.text import is_mail_address
from tests.jobs.letters import CALENDAR, letter, part
from tests.properties import tried

SETTINGS = Settings(
    _env_file=None, secret_key="k" * 32, mail_from="Larkfield <people@larkfield.example>"
)
HEADERS = {
    "Subject",
    "From",
    "To",
    "Message-ID",
    "Auto-Submitted",
    "MIME-Version",
    "Content-Type",
}
ATOM = r"[A-Za-z0-9!#$%&'*+/=^_`{|}~-]{1,9}"
ADDRESS = rf"{ATOM}(\.{ATOM})?@([a-z0-9]([a-z0-9-]?[A-Z0-9])?\.){{1,2}}[a-z]{{2,5}}"


def sent(one: Letter) -> EmailMessage:
    """The message as it arrives: written to bytes and read back."""
    data = mail.compose(one, SETTINGS, "key.1").as_bytes(policy=SMTP)
    return message_from_bytes(data, policy=default)


def test_a_message_has_text_and_html_that_say_the_same():
    message = sent(letter())

    plain, html = part(message, "text/plain"), part(message, "text/html")

    assert plain == (
        "Hello Ada Lovelace,\n\nYour interview is arranged.\n\nIt takes an hour.\n\nOpen the kit:\n"
        "https://people.larkfield.example/interviews/abc?a=1&b=2\n"
    )
    for words in ("Hello Ada Lovelace,", "It takes an hour.", "Open the kit", "abc?a=1&amp;b=2"):
        assert words in html


def test_a_message_has_no_other_headers_and_nothing_that_tracks():
    message = sent(letter())

    assert set(message.keys()) == HEADERS
    assert message["From"] == "Larkfield <people@larkfield.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "<img" not in part(message, "text/html")
    assert part(message, "text/html").count("<a ") == 1


def test_a_letter_without_a_link_has_none():
    message = sent(letter(action="", link=""))

    assert "<a " not in part(message, "text/html")
    assert part(message, "text/plain").endswith("It takes an hour.\n")


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_an_invitation_carries_its_calendar_entry_and_what_it_is_for(method):
    message = sent(letter(calendar=CALENDAR, method=method))

    (found,) = [p for p in message.walk() if p.get_content_type() == "text/calendar"]

    assert message.get_content_type() == "multipart/alternative"
    assert found["Content-Type"].params["method"] == method
    assert found.get_content().splitlines() == CALENDAR.splitlines()


def test_the_name_of_a_message_is_fixed_and_stands_under_our_domain():
    first, again = sent(letter()), sent(letter())

    assert first["Message-ID"] == again["Message-ID"] == "<key.1@larkfield.example>"


@pytest.mark.parametrize(
    "hostile",
    [
        "Ada\r\nBcc: all@mail.example",
        "Ada\nBcc: all@mail.example",
        "Ada\rBcc: all@mail.example",
        "Ada\u2028Bcc: all@mail.example",
        "Ada\x85Bcc: all@mail.example",
        "Ada\x0b\x0cBcc: all@mail.example",
        "Ada\r\n\r\n<html>another message</html>",
        "Ada\x00 \x1b[31m",
        "half \ud83d character",
        '"Ada" <all@mail.example>',
        "Ada, Ben <all@mail.example>, (comment)",
        "=?utf-8?q?Bcc=3A_all?= =?utf-8?b?AA0K?=",
        "\\",
        "x" * 5000,
        "word " * 2000,
        "ليلى حداد " * 20,
        "👩‍💼" * 60,
        "",
    ],
)
@pytest.mark.parametrize("field", ["name", "subject"])
def test_nobody_writes_headers_by_a_name_or_a_subject(field, hostile):
    message = sent(letter(**{field: hostile}))

    assert set(message.keys()) == HEADERS
    assert [address.addr_spec for address in message["To"].addresses] == ["ada@mail.example"]
    assert message["Subject"].count("\n") == 0
    assert len(list(message.walk())) == 3


@pytest.mark.parametrize("hostile", ["ada@mail.example\r\nBcc: all@mail.example", "a@b.co,c@d.co"])
def test_nobody_writes_headers_by_an_address(hostile):
    with pytest.raises(ValueError, match=r"."):
        sent(letter(to=hostile))


@pytest.mark.parametrize(
    "name", ["ليلى حداد", "Łukasz Żółć", "李小龙", "Zoë “Z” O'Brien, Dr.", "Ada 🚀", "Ng"]
)
def test_names_of_all_scripts_arrive(name):
    message = sent(letter(name=name, subject=f"Interview: {name}", paragraphs=(f"To {name}.",)))

    (address,) = message["To"].addresses

    assert (address.display_name, message["Subject"]) == (name, f"Interview: {name}")
    assert f"To {name}." in part(message, "text/plain")


@pytest.mark.parametrize(
    "markup", ["<script>alert(1)</script>", '"><img src=x onerror=y>', "</p></body>", "&lt;b&gt;"]
)
def test_markup_in_a_letter_is_text(markup):
    message = sent(letter(name=markup, subject=markup, paragraphs=(markup,), action=markup))

    html = part(message, "text/html")

    assert "<script" not in html
    assert "<img" not in html
    assert html.count("</body>") == 1
    assert markup in part(message, "text/plain")


@pytest.mark.parametrize(
    "paragraph", ["\x00", "\ud800", "x" * 200_000, "ž" * 3000, "\r\n.\r\nQUIT"]
)
def test_whatever_stands_in_a_paragraph_can_be_sent(paragraph):
    data = mail.compose(letter(paragraphs=(paragraph,)), SETTINGS, "k").as_bytes(policy=SMTP)

    assert max(len(line) for line in data.split(b"\r\n")) <= 998


@tried
@given(st.from_regex(ADDRESS, fullmatch=True))
def test_every_address_we_take_can_be_written_to(address):
    assert is_mail_address(address)

    message = sent(letter(to=address))

    assert [one.addr_spec for one in message["To"].addresses] == [address]
