"""The chain of the diary: whatever was done to it shows."""

import hashlib
import hmac
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from assess.audit.rules import (
    START,
    Checkpoint,
    Entry,
    Finding,
    Verdict,
    fingerprint,
    link,
    verify,
)

KEY, STOLEN = b"k" * 32, b"s" * 32
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
Chain = list[tuple[Entry, str]]


def entry(sequence: int, action: str = "scorecard.submitted") -> Entry:
    at = NOON + timedelta(minutes=sequence)
    return Entry(sequence, at, "ada", action, "scorecard", "card", {"a": "1f"}, "request")


def chained(entries: list[Entry], key: bytes = KEY, previous: str = START) -> Chain:
    chain = []
    for one in entries:
        previous = link(key, previous, one)
        chain.append((one, previous))
    return chain


def diary(length: int = 6) -> Chain:
    return chained([entry(sequence) for sequence in range(1, length + 1)])


def checkpoint(chain: Chain, count: int) -> Checkpoint:
    return Checkpoint(count, chain[count - 1][1])


def test_the_link_is_a_keyed_hash_over_the_one_before_and_the_entry():
    body = (
        '[1,"2026-11-21T12:01:00+00:00","ada","scorecard.submitted","scorecard","card",'
        '{"a":"1f"},"request"]'
    )
    expected = hmac.new(KEY, (START + body).encode(), hashlib.sha256).hexdigest()

    assert link(KEY, START, entry(1)) == expected


@pytest.mark.parametrize("length", [0, 1, 6])
def test_a_diary_nobody_touched_is_whole(length):
    chain = diary(length)

    held = [checkpoint(chain, count) for count in (1, length) if length]

    assert verify(KEY, chain, held) == Verdict(Finding.WHOLE, length)


OTHER = {
    "sequence": 9,
    "at": NOON,
    "actor": "ben",
    "action": "scorecard.amended",
    "subject_kind": "decision",
    "subject": "other",
    "fields": {"a": "2e"},
    "request_id": "",
}


@pytest.mark.parametrize("name", [field.name for field in fields(Entry)])
@pytest.mark.parametrize("place", [1, 3, 6])
def test_an_altered_field_is_found(name, place):
    chain = diary()
    one, mac = chain[place - 1]
    chain[place - 1] = (replace(one, **{name: OTHER[name]}), mac)

    found = verify(KEY, chain, [])

    finding = Finding.MISSING if name == "sequence" else Finding.ALTERED
    assert (found.finding, found.sequence) == (finding, place)


@pytest.mark.parametrize("place", [1, 3, 6])
def test_an_altered_seal_is_found(place):
    chain = diary()
    chain[place - 1] = (chain[place - 1][0], "0" * 64)

    assert verify(KEY, chain, []) == Verdict(Finding.ALTERED, 6, place)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"actor": "ab", "action": "c"}, {"actor": "a", "action": "bc"}),
        ({"subject": '","'}, {"subject": "", "subject_kind": 'scorecard","'}),
        ({"fields": {"a": "1", "b": "2"}}, {"fields": {"a": "2", "b": "1"}}),
        ({"request_id": ""}, {"request_id": " "}),
    ],
)
def test_two_entries_never_look_alike_to_the_chain(one, other):
    first, second = replace(entry(1), **one), replace(entry(1), **other)

    assert link(KEY, START, first) != link(KEY, START, second)


def test_the_order_of_fields_is_irrelevant():
    one, other = {"a": "1", "b": "2"}, {"b": "2", "a": "1"}

    same = {link(KEY, START, replace(entry(1), fields=fields)) for fields in (one, other)}

    assert len(same) == 1


@pytest.mark.parametrize(
    ("gone", "first_missing"), [([1], 1), ([3], 3), ([2, 3, 4], 2), ([1, 2, 3, 4, 5], 1)]
)
def test_a_deletion_before_the_end_is_found(gone, first_missing):
    chain = [pair for pair in diary() if pair[0].sequence not in gone]

    found = verify(KEY, chain, [])

    assert (found.finding, found.sequence) == (Finding.MISSING, first_missing)


def test_a_deletion_closed_up_by_new_numbers_is_found():
    chain = diary()
    closed = [*chain[:2], *((replace(e, sequence=e.sequence - 1), mac) for e, mac in chain[3:])]

    assert verify(KEY, closed, []) == Verdict(Finding.ALTERED, 5, 3)


def test_two_entries_that_changed_places_are_found():
    chain = diary()
    chain[2], chain[3] = chain[3], chain[2]

    assert verify(KEY, chain, []).finding is Finding.MISSING


def test_an_entry_written_twice_is_found():
    chain = diary()

    assert verify(KEY, [*chain, chain[-1]], []).finding is Finding.MISSING


@pytest.mark.parametrize("kept", [0, 1, 4])
def test_a_shortened_diary_is_found_by_its_checkpoint(kept):
    chain = diary()

    found = verify(KEY, chain[:kept], [checkpoint(chain, 5)])

    assert found == Verdict(Finding.SHORT, kept, kept + 1)


def test_entries_added_without_the_key_are_found():
    chain = diary()
    forged = chained([entry(7), entry(8)], STOLEN, chain[-1][1])

    assert verify(KEY, [*chain, *forged], []) == Verdict(Finding.ALTERED, 8, 7)


def test_a_diary_written_anew_without_the_key_is_found():
    assert verify(KEY, chained([entry(1), entry(2)], STOLEN), []).finding is Finding.ALTERED


def test_a_diary_written_anew_with_the_key_is_found_by_its_checkpoint():
    chain = diary()
    anew = chained([entry(1), entry(2), entry(3, "nothing"), entry(4), entry(5), entry(6)])

    found = verify(KEY, anew, [checkpoint(chain, 2), checkpoint(chain, 5)])

    assert found == Verdict(Finding.REWRITTEN, 5, 5)


def test_an_end_cut_off_and_grown_again_is_found_by_its_checkpoint():
    chain = diary()
    regrown = chained([entry(5, "other"), entry(6, "other")], KEY, chain[3][1])

    found = verify(KEY, [*chain[:4], *regrown], [checkpoint(chain, 6)])

    assert found == Verdict(Finding.REWRITTEN, 6, 6)


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_later_checkpoint_of_the_same_length_hides_nothing(newest_first):
    chain = diary()
    regrown = [*chain[:4], *chained([entry(5, "other"), entry(6, "other")], KEY, chain[3][1])]
    held = [checkpoint(chain, 6), checkpoint(regrown, 6)]

    found = verify(KEY, regrown, reversed(held) if newest_first else held)

    assert found == Verdict(Finding.REWRITTEN, 6, 6)


def test_checkpoints_noted_twice_do_no_harm():
    chain = diary()

    assert verify(KEY, chain, [checkpoint(chain, 4)] * 3).finding is Finding.WHOLE


def test_another_key_proves_nothing():
    assert verify(STOLEN, diary(), []) == Verdict(Finding.ALTERED, 6, 1)


@pytest.mark.parametrize(
    "value", ["", "text", 4, None, ("a", 1), ["b"], {"c": 1}, date(2026, 1, 1), "\ud800", "\x00"]
)
def test_a_value_has_a_short_keyed_fingerprint(value):
    print_ = fingerprint(KEY, 7, "level", value)

    assert len(print_) == 16
    assert int(print_, 16) >= 0
    assert print_ == fingerprint(KEY, 7, "level", value)
    assert print_ != fingerprint(STOLEN, 7, "level", value)


@pytest.mark.parametrize("other", [(8, "level", 4), (7, "place", 4), (7, "level", 5)])
def test_equal_values_do_not_show_as_equal(other):
    # Otherwise one's own rating, known, would give away everybody's who rated the same.
    assert fingerprint(KEY, 7, "level", 4) != fingerprint(KEY, *other)
