"""Keys that open a page without a password."""

from assess.tokens import digest, new_token


def test_a_token_holds_32_random_bytes_and_is_stored_as_a_digest():
    first, second = new_token(), new_token()

    assert first != second
    assert len(first) == 43
    assert len(digest(first)) == 64
    assert first not in digest(first)


def test_a_digest_stays_what_it_is_so_that_links_in_old_mails_lead_on():
    known = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

    assert digest("test") == known
