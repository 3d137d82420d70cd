"""What the library behind the sign-in pages says, in our own words."""

import re

import pytest
from flask import Flask
from flask_security.core import _default_messages

from assess.accounts import letters
from assess.accounts.security import MESSAGES, NOTICES
from assess.mail import Letter
from tests import copy_rules

RULED_OUT = re.compile(r"\b(failed|error|token|authenticat\w+)\b", re.IGNORECASE)

LETTERS = [
    letters.invitation(
        "Ada", "ada@x.example", "Larkfield", "Ines", "https://x.example/i", letters.TO_GROW
    ),
    letters.password_reset("Ada", "ada@x.example", "https://x.example/f"),
    *(letters.notice("Ada", "ada@x.example", what) for what in NOTICES.values()),
]


@pytest.mark.parametrize("name", list(MESSAGES))
def test_every_message_replaces_one_of_the_library(name: str):
    assert name in _default_messages


@pytest.mark.parametrize("text", list(MESSAGES.values()))
def test_every_message_is_a_sentence_in_our_words(text: str):
    assert re.match(r"[A-Z].*\.$", text)
    assert not copy_rules.refused(text)
    assert not RULED_OUT.search(text)


def test_the_messages_are_in_use(blank_app: Flask):
    for name, text in MESSAGES.items():
        assert blank_app.config[f"SECURITY_MSG_{name}"][0] == text


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter.subject)
def test_mails_keep_to_the_same_words(letter: Letter):
    text = f"{letter.subject} {letter.text}"

    assert not copy_rules.refused(text)
    assert not RULED_OUT.search(text)
    assert letter.text.startswith("Hello Ada,")
    assert letter.link in letter.text


def test_a_notice_has_no_link_that_could_be_forged():
    assert letters.notice("Ada", "ada@x.example", "Changed.").link == ""
