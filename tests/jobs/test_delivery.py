"""Mails go out to a real server, or wait with the reason; the demo shows them."""

import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select

from assess import mail, worker
from assess.accounts.models import Organisation
from assess.database import utc_now
from assess.mail import Letter
from assess.queue import OutboxRow
from tests.jobs.letters import CALENDAR, letter, part
from tests.servers import MailServer

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_a_letter_comes_back_from_the_outbox_as_it_went(session):
    one = letter(name='ليلى "x"', calendar=CALENDAR, method="REQUEST")

    mail.post(session, one, event="greeting", now=NOON)
    session.expire_all()

    row = session.scalars(select(OutboxRow)).one()
    assert (row.kind, row.recipient) == (mail.KIND, "ada@mail.example")
    assert Letter.from_payload(row.payload) == one


def posted(transaction, *letters: Letter) -> None:
    with transaction() as session:
        for number, one in enumerate(letters):
            mail.post(session, one, event=f"greeting {number}", now=utc_now())


def the_row(transaction) -> OutboxRow:
    with transaction() as session:
        row = session.scalars(select(OutboxRow)).one()
        session.expunge_all()
        return row


@pytest.mark.usefixtures("door")
def test_a_mail_arrives_at_a_real_server_with_all_its_parts(app: Flask, transaction, mail_server):
    posted(transaction, letter(name="ليلى", calendar=CALENDAR, method="REQUEST"))

    worker.sweep(app)

    (message,) = mail_server.messages
    kinds = [p.get_content_type() for p in message.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    assert message["To"].addresses[0].display_name == "ليلى"
    assert message["Message-ID"] == f"<{the_row(transaction).key}@larkfield.example>"
    assert the_row(transaction).done_at


@pytest.mark.usefixtures("door")
def test_lines_of_a_single_dot_arrive(app: Flask, transaction, mail_server):
    posted(transaction, letter(paragraphs=("one\n.\n..\ntwo",)))

    worker.sweep(app)

    assert "one\n.\n..\ntwo" in part(mail_server.messages[0], "text/plain")


@pytest.mark.usefixtures("door")
def test_everybody_who_is_invited_gets_a_mail_with_a_calendar_entry(app: Flask, make, mail_server):
    hire = make.hire(starts_in=timedelta(days=1))

    worker.sweep(app)

    received = {message["To"].addresses[0].addr_spec: message for message in mail_server.messages}
    assert {user.email for user in hire.panel} < received.keys()
    assert len(received) == len(mail_server.messages) == 3
    for message in received.values():
        assert "BEGIN:VEVENT" in part(message, "text/calendar")


@pytest.mark.usefixtures("door")
def test_a_mail_waits_while_the_server_is_down_and_goes_out_once_later(
    app: Flask, transaction, mail_server, configured
):
    port = mail_server.port
    with time_machine.travel(NOON, tick=False) as clock:
        posted(transaction, letter())
        configured(smtp_port=1)
        worker.sweep(app)
        problem = the_row(transaction).problem
        clock.shift(timedelta(minutes=2))
        configured(smtp_port=port)
        worker.sweep(app)
        worker.sweep(app)

    assert problem.startswith("ConnectionRefusedError")
    assert len(mail_server.messages) == 1
    assert the_row(transaction).problem == ""


@pytest.mark.usefixtures("door")
def test_a_repeat_after_a_crash_is_seen_as_the_same_message(app: Flask, transaction, mail_server):
    posted(transaction, letter())
    worker.sweep(app)
    with transaction() as session:
        row = session.scalars(select(OutboxRow)).one()
        row.done_at = row.held_until = None

    worker.sweep(app)

    names = [message["Message-ID"] for message in mail_server.messages]
    assert len(names) == 2
    assert len(set(names)) == 1


@pytest.mark.usefixtures("door")
def test_a_mail_the_server_refuses_keeps_its_words(app: Flask, transaction, mail_server):
    async def refuse(*_: object) -> str:
        return "550 nobody of that name"

    mail_server.handle_DATA = refuse
    posted(transaction, letter())

    worker.sweep(app)

    assert "nobody of that name" in the_row(transaction).problem
    assert the_row(transaction).done_at is None


@pytest.mark.usefixtures("door")
def test_a_mail_is_not_sent_in_the_clear_when_protection_was_asked_for(
    app: Flask, transaction, mail_server, configured
):
    configured(smtp_security="starttls")
    posted(transaction, letter())

    worker.sweep(app)

    assert mail_server.messages == []
    assert "STARTTLS" in the_row(transaction).problem


def test_a_mail_of_a_real_company_waits_for_a_mail_server(transaction, app: Flask, make):
    make.organisation()
    with transaction() as session:
        session.get(Organisation, 1).sandbox = False
    posted(transaction, Letter("ada@larkfield.example", "Ada", "Hello", ("One paragraph.",)))

    worker.sweep(app)

    row = the_row(transaction)
    assert row.done_at is None
    assert row.problem == "NoMailServer: ASSESS_SMTP_HOST is empty."


def test_the_demo_leaves_mails_on_screen(transaction, app: Flask, browser):
    posted(transaction, letter(subject="Hello <b>there</b>", calendar=CALENDAR, method="REQUEST"))

    worker.sweep(app)

    assert the_row(transaction).done_at
    page = browser(None).get("/sandbox/mails")
    assert "Hello <b>there</b>" in page.text
    assert "It takes an hour." in page.text
    assert "BEGIN:VCALENDAR" in page.html


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], ssl.SSLContext]:
    """A certificate of `localhost` that this process trusts, as a server's context."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return lambda: context


def sign_in(_server: object, _session: object, _envelope: object, _how: str, who: object):
    assert isinstance(who, LoginPassword)
    return AuthResult(success=(who.login, who.password) == (b"assess", b"hush"), handled=False)


def protected(security: str, context: ssl.SSLContext) -> MailServer:
    options = {"ssl_context": context, "auth_require_tls": False}
    if security == "starttls":
        options = {"tls_context": context, "require_starttls": True, "auth_required": True}
    return MailServer(options={**options, "authenticator": sign_in})


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("host", "password", "problem"),
    [
        ("localhost", "hush", ""),
        ("localhost", "guess", "SMTPAuthenticationError"),
        ("127.0.0.1", "hush", "SSLCertVerificationError"),
    ],
)
@pytest.mark.usefixtures("door")
def test_a_protected_server_is_checked_and_signed_in_to(
    app: Flask, transaction, configured, certificate, security, host, password, problem
):
    server = protected(security, certificate())
    configured(
        smtp_host=host, smtp_port=server.port, smtp_security=security, smtp_user="assess",
        smtp_password=SecretStr(password),
    )  # fmt: skip
    posted(transaction, letter())

    worker.sweep(app)
    server.stop()

    assert len(server.messages) == (0 if problem else 1)
    assert the_row(transaction).problem.startswith(problem)
    assert "hush" not in the_row(transaction).problem
