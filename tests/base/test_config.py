"""Settings: where they come from, and how a wrong one is named."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assess import config
from assess.config import WrongSettings

KEY = "k" * 32
PRODUCTION = {
    "ASSESS_MODE": "production",
    "ASSESS_BASE_URL": "https://people.larkfield.example",
    "ASSESS_SMTP_HOST": "mail.larkfield.example",
    "ASSESS_MAIL_FROM": "people@larkfield.example",
}

Given = Callable[..., None]


@pytest.fixture(autouse=True)
def given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Given:
    """Sets the environment of this process, which starts without any setting."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("ASSESS_") or name == "PORT":
            monkeypatch.delenv(name)

    def give(*settings: dict[str, str], **more: str) -> None:
        for name, value in {k: v for s in (*settings, more) for k, v in s.items()}.items():
            monkeypatch.setenv(name, value)

    return give


def refusal() -> str:
    with pytest.raises(WrongSettings) as refused:
        config.load()
    return str(refused.value)


def test_without_any_setting_the_demo_serves_on_this_machine_only():
    settings = config.load()

    assert (settings.mode, settings.address) == ("demo", "http://127.0.0.1:8000")
    assert settings.database == f"sqlite:///{Path('data/assess.db').resolve()}"
    assert not settings.secure


def test_settings_are_read_from_the_env_file(tmp_path):
    (tmp_path / ".env").write_text("ASSESS_DATA=elsewhere\nPORT=9001\nEDITOR=vi\n")

    settings = config.load()

    assert (settings.data, settings.port) == (Path("elsewhere"), 9001)


def test_the_environment_wins_over_the_env_file(tmp_path, given):
    (tmp_path / ".env").write_text("ASSESS_DATA=file\n")
    given(ASSESS_DATA="environment")

    assert config.load().data == Path("environment")


@pytest.mark.parametrize("name", ["PORT", "ASSESS_PORT"])
def test_the_port_is_known_by_both_its_names(given, name):
    given({name: "9002"})

    assert config.load().address == "http://127.0.0.1:9002"


@pytest.mark.parametrize("name", config.names())
def test_an_empty_setting_means_its_default(given, name):
    default = config.load()
    given({name: ""})

    assert config.load() == default


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"PORT": "http"}, "PORT is ‘http’"),
        ({"PORT": "70000"}, "PORT is ‘70000’"),
        ({"ASSESS_THREADS": "0"}, "ASSESS_THREADS is ‘0’"),
        ({"ASSESS_PROCESSES": "many"}, "ASSESS_PROCESSES is ‘many’"),
        ({"ASSESS_PROXIES": "-1"}, "ASSESS_PROXIES is ‘-1’"),
        ({"ASSESS_MODE": "live"}, "ASSESS_MODE is ‘live’"),
        ({"ASSESS_SMTP_SECURITY": "ssl"}, "ASSESS_SMTP_SECURITY is ‘ssl’"),
        ({"ASSESS_SMTP_PORT": "0"}, "ASSESS_SMTP_PORT is ‘0’"),
        ({"ASSESS_SECRET_KEY": "short"}, "ASSESS_SECRET_KEY needs 32 characters"),
        ({"ASSESS_AUDIT_KEY": "short"}, "ASSESS_AUDIT_KEY needs 32 characters"),
        ({"ASSESS_BASE_URL": "people.example"}, "ASSESS_BASE_URL starts with http"),
        ({"ASSESS_BASE_URL": "ftp://127.0.0.1"}, "ASSESS_BASE_URL starts with http"),
        ({"ASSESS_BASE_URL": "https://"}, "ASSESS_BASE_URL starts with http"),
        ({"ASSESS_BASE_URL": "http://[::1"}, "ASSESS_BASE_URL starts with http"),
        ({"ASSESS_BASE_URL": "http://localhost:0"}, "ASSESS_BASE_URL ends after host and port"),
        ({"ASSESS_BASE_URL": "http://localhost:x"}, "ASSESS_BASE_URL ends after host and port"),
        ({"ASSESS_BASE_URL": "http://localhost:99999"}, "ASSESS_BASE_URL ends after host and port"),
        ({"ASSESS_BASE_URL": "http://localhost/a"}, "ASSESS_BASE_URL ends after host and port"),
        ({"ASSESS_BASE_URL": "http://localhost?a"}, "ASSESS_BASE_URL ends after host and port"),
        ({"ASSESS_BASE_URL": "http://localhost/#"}, "ASSESS_BASE_URL ends after host and port"),
        ({"ASSESS_DATABASE_URL": "mysql://db/assess"}, "ASSESS_DATABASE_URL starts with"),
        ({"ASSESS_DATABASE_URL": "postgres://db/a"}, "ASSESS_DATABASE_URL starts with"),
        ({"ASSESS_DATABASE_URL": "postgresql"}, "ASSESS_DATABASE_URL starts with"),
        ({"ASSESS_QUEUE_URL": "amqp://db"}, "ASSESS_QUEUE_URL starts with"),
        ({"ASSESS_MAIL_FROM": "nobody"}, "ASSESS_MAIL_FROM is"),
        ({"ASSESS_MAIL_FROM": "A <a@b.co>\nBcc: all@b.co"}, "ASSESS_MAIL_FROM is"),
    ],
)
def test_a_wrong_setting_is_named(given, settings, words):
    given(settings)

    assert words in refusal()


def test_every_wrong_setting_is_named_in_one_message(given):
    given(
        ASSESS_MODE="production", PORT="http", ASSESS_THREADS="0", ASSESS_SECRET_KEY="short",
        ASSESS_DATABSE_URL="sqlite:///x.db",
    )  # fmt: skip

    text = refusal()

    for name in (
        "PORT",
        "THREADS",
        "SECRET_KEY",
        "DATABSE_URL",
        "BASE_URL",
        "SMTP_HOST",
        "MAIL_FROM",
    ):
        assert name in text
    assert len(text.splitlines()) == 8


def test_a_wrong_setting_is_not_blamed_on_another_one(given):
    given(PRODUCTION, ASSESS_MODE="live")

    assert refusal().splitlines()[1:] == [
        "ASSESS_MODE is ‘live’: input should be 'demo' or 'production'."
    ]


def test_beside_an_unknown_mode_what_is_wrong_in_every_mode_is_named_too(given):
    given(ASSESS_MODE="live", PORT="http", ASSESS_DATABASE_URL="mysql://x", ASSESS_HOST="0.0.0.0")

    assert [line.split()[0] for line in refusal().splitlines()[1:]] == [
        "ASSESS_MODE",
        "PORT",
        "ASSESS_DATABASE_URL",
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("ASSESS_DATABSE_URL", "did you mean ASSESS_DATABASE_URL?"),
        ("ASSESS_SMTPHOST", "did you mean ASSESS_SMTP_HOST?"),
        ("ASSESS_COLOUR_OF_THE_LOGO", "see the list in docs/settings.md"),
    ],
)
def test_a_misspelt_setting_is_named_with_the_nearest_one(given, name, hint):
    given({name: "x"})

    assert f"{name} is not a setting; {hint}" in refusal()


def test_a_misspelt_setting_in_the_env_file_is_named_too(tmp_path):
    (tmp_path / ".env").write_text("ASSESS_SMPT_HOST=x\n")

    assert "did you mean ASSESS_SMTP_HOST?" in refusal()


def test_an_env_file_of_another_encoding_is_named(tmp_path):
    (tmp_path / ".env").write_bytes("ASSESS_MAIL_FROM=Bj\xf6rn".encode("latin-1"))

    assert ".env" in refusal()
    assert "UTF-8" in refusal()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSESS_HOST", "0.0.0.0"),
        ("ASSESS_HOST", "::"),
        ("ASSESS_HOST", "192.168.1.4"),
        ("ASSESS_HOST", "people.example"),
        ("ASSESS_BASE_URL", "https://people.example"),
        ("ASSESS_BASE_URL", "http://127.0.0.1.people.example"),
        ("ASSESS_BASE_URL", "http://127.0.0.1@people.example"),
    ],
)
def test_the_demo_refuses_to_be_public(given, name, value):
    given({name: value})

    lines = refusal().splitlines()

    assert len(lines) == 2
    assert lines[1].startswith(name)
    assert "Set ASSESS_MODE=production" in lines[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "localhost", "::1"])
def test_the_demo_serves_on_every_name_of_this_machine(given, host):
    given(ASSESS_HOST=host)

    assert config.load().host == host


def test_an_address_of_version_six_stands_in_brackets(given):
    given(ASSESS_HOST="::1")

    assert config.load().address == "http://[::1]:8000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSESS_BASE_URL", ""),
        ("ASSESS_BASE_URL", "http://people.larkfield.example"),
        ("ASSESS_SMTP_HOST", ""),
        ("ASSESS_MAIL_FROM", ""),
    ],
)
def test_production_needs_https_and_a_mail_server(given, name, value):
    given(PRODUCTION, {name: value})

    lines = refusal().splitlines()

    assert len(lines) == 2
    assert lines[1].startswith(name)


def test_production_starts_with_all_it_needs(given):
    given(PRODUCTION, ASSESS_BASE_URL="https://people.larkfield.example/")

    settings = config.load()

    assert settings.address == "https://people.larkfield.example"
    assert settings.secure


def test_keys_and_passwords_never_stand_in_a_message_or_a_log(given):
    given(ASSESS_SECRET_KEY="hush-hush", ASSESS_AUDIT_KEY=KEY, ASSESS_SMTP_PASSWORD="hush")

    assert "hush" not in refusal()


def test_keys_and_passwords_are_not_shown_by_the_settings(given):
    given(ASSESS_SECRET_KEY=KEY, ASSESS_SMTP_PASSWORD="hush")

    settings = config.load()

    assert KEY not in repr(settings)
    assert "hush" not in repr(settings)
    assert settings.secret == KEY.encode()


def test_keys_are_made_once_and_only_their_owner_can_read_them(tmp_path):
    first, second = config.load(), config.load()

    assert first.secret == second.secret
    assert first.audit_secret == second.audit_secret
    assert first.secret != first.audit_secret
    modes = [(tmp_path / "data" / name).stat().st_mode for name in ("secret.key", "audit.key")]
    assert [oct(mode)[-3:] for mode in modes] == ["600", "600"]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_key_others_can_read_is_refused(tmp_path, mode):
    assert config.load().secret
    (tmp_path / "data/secret.key").chmod(mode)

    with pytest.raises(WrongSettings, match="chmod 600"):
        _ = config.load().secret


def test_a_key_file_cut_short_is_refused(tmp_path):
    assert config.load().secret
    (tmp_path / "data/secret.key").write_text("abc\n")

    with pytest.raises(WrongSettings, match="too short"):
        _ = config.load().secret


def test_a_key_that_another_process_is_about_to_write_is_waited_for(tmp_path):
    (tmp_path / "data").mkdir()
    path = tmp_path / "data/secret.key"
    path.touch(0o600)
    threading.Timer(0.2, path.write_text, [KEY]).start()

    assert config.load().secret == KEY.encode()


def test_a_data_folder_that_cannot_be_made_is_named(given, tmp_path):
    (tmp_path / "file").write_text("")
    given(ASSESS_DATA=str(tmp_path / "file"))

    with pytest.raises(WrongSettings, match="ASSESS_DATA"):
        _ = config.load().secret
