"""The tables of a New York City bias audit, against the rule's own examples, and rule packs."""

import json
import math
from datetime import date

import numpy as np
import pytest

from assess.science.fairness.ll144 import LeftOut, audit_tables, scoring_table, selection_table
from assess.science.fairness.rule_packs import BUNDLED, in_force, read
from assess.science.fairness.tables import Counts
from assess.science.fairness.words import percentage
from tests.science.cases import entries, rows, within

SELECTION, SELECTED = (
    entries("adverse_impact_nyc_ll144_selection"),
    rows("adverse_impact_nyc_ll144_selection"),
)
SCORING, SCORED = (
    entries("adverse_impact_nyc_ll144_scoring"),
    rows("adverse_impact_nyc_ll144_scoring"),
)
FIT, PEOPLE = entries("fit_selection"), rows("fit_selection")
KINDS = {kind: [row[kind] for row in PEOPLE] for kind in ("sex", "race")}
HIRED = [int(row["hired"]) for row in PEOPLE]
SCORES = [(float(row["x1"]) + float(row["x2"])) / 2 for row in PEOPLE]
ALL = {"smallest_share": 0.02, "leave_out_small": False}
LARGE = {"smallest_share": 0.02, "leave_out_small": True}
TEXT = BUNDLED.read_text(encoding="utf-8")
PACKS = read(TEXT)


def tables_of(listed, chosen):
    """The tables of an example, from its counts."""
    kinds = dict.fromkeys(row["table"] for row in listed)
    return [
        selection_table(
            kind,
            {
                row["category"]: Counts(int(row["applicants"]), int(row[chosen]))
                for row in listed
                if row["table"] == kind
            },
            **ALL,
        )
        for kind in kinds
    ]


def ratios(table):
    return {row.category: row.ratio.estimate if row.ratio else None for row in table.rows}


def test_selection_tables_agree_with_the_counts_of_the_rules_example():
    entry = SELECTION["recomputed"]
    value, found = entry["value"], tables_of(SELECTED, "selected")
    listed = [(table.kind, row) for table in found for row in table.rows]

    assert [row.category for _, row in listed] == value["category"]
    assert [kind for kind, _ in listed] == value["table"]
    assert [row.rate.estimate for _, row in listed] == within(entry, value["selection_rate"])
    assert [row.ratio.estimate for _, row in listed] == within(entry, value["impact_ratio"])
    assert [row.share for _, row in listed] == within(entry, value["share_of_table"])
    assert [row.below_smallest_share for _, row in listed] == value["below_2pct"]


@pytest.mark.parametrize(
    ("entry", "listed", "chosen"),
    [
        (SELECTION["published_rounded"], SELECTED, "selected"),
        (SCORING["published_rounded"], SCORED, "above_median"),
    ],
    ids=["selection", "scoring"],
)
def test_printed_rates_and_ratios_of_the_rule_are_met(entry, listed, chosen):
    found = [row for table in tables_of(listed, chosen) for row in table.rows]

    # Some are printed as whole numbers, some with a decimal.
    decimals = [len(row["rate_pct"].partition(".")[2]) for row in listed]
    printed = zip(found, decimals, strict=True)
    assert [round(100 * row.rate.estimate, places) for row, places in printed] == within(
        entry, entry["value"]["rate_pct"]
    )
    assert [row.ratio.estimate for row in found] == within(entry, entry["value"]["ratio"])
    if "category" in entry["value"]:
        assert [row.category for row in found] == entry["value"]["category"]


def test_a_rate_is_printed_with_a_decimal_more_as_the_rule_cuts_off_what_others_round():
    assert percentage(18 / 28) == "64.29%"
    assert percentage(0.5) == "50.00%"
    assert percentage(0.00125) == "0.13%"


@pytest.mark.parametrize("place", [0, 1])
def test_selection_rates_from_rows_agree_with_the_reference(place):
    table = audit_tables(KINDS, selected=HIRED, **ALL)[place]
    entry = FIT[f"selection_rates_{table.kind}"]

    assert {row.category: row.n for row in table.rows} == entry["value"]["n"]
    assert {row.category: row.selected for row in table.rows} == entry["value"]["hired"]
    assert {row.category: row.rate.estimate for row in table.rows} == within(
        entry, entry["value"]["rate"]
    )
    assert ratios(table) == within(entry, entry["value"]["impact_ratio"])


def test_both_kinds_together_agree_with_the_reference_with_and_without_small_groups():
    entry = FIT["selection_rates_intersectional"]
    value = entry["value"]
    whole = audit_tables(KINDS, selected=HIRED, **ALL)[2]
    large = audit_tables(KINDS, selected=HIRED, **LARGE)[2]

    assert whole.kind == "sex and race"
    assert {row.category: row.n for row in whole.rows} == value["n"]
    assert {row.category: row.rate.estimate for row in whole.rows} == within(entry, value["rate"])
    assert ratios(whole) == within(entry, value["impact_ratio_all"])
    assert {r.category: r.below_smallest_share for r in whole.rows} == value["below_2pct"]
    assert ratios(large) == within(entry, value["impact_ratio_excluding_below_2pct"])


def test_groups_left_out_keep_their_number_and_rate():
    table = audit_tables(KINDS, selected=HIRED, **LARGE)[1]

    few = next(row for row in table.rows if row.category == "D")
    assert (few.n, few.rate.estimate, few.ratio) == (5, 0.8, None)
    assert few.left_out is LeftOut.SMALL
    assert table.standard == "A"


@pytest.mark.parametrize("place", [0, 1])
def test_scoring_rates_agree_with_the_reference(place):
    table = audit_tables(KINDS, scores=SCORES, **ALL)[place]
    entry = FIT[f"scoring_rates_{table.kind}"]

    assert table.median == within(entry, entry["value"]["median"])
    assert {row.category: row.rate.estimate for row in table.rows} == within(
        entry, entry["value"]["rate"]
    )
    assert ratios(table) == within(entry, entry["value"]["impact_ratio"])


def test_a_score_equal_to_the_median_is_not_above_it():
    table = scoring_table("sex", ["F", "F", "M", "M", "M"], [1, 3, 3, 3, 5], **ALL)

    assert table.median == 3
    assert {row.category: row.selected for row in table.rows} == {"F": 0, "M": 1}


def test_the_median_is_that_of_everybody_who_was_scored():
    table = scoring_table("sex", ["F", "F", None, None, "M"], [1, 2, 5, 6, math.nan], **ALL)

    assert table.median == 3.5
    assert (table.n, table.unknown, table.undecided) == (2, 2, 1)


def test_where_nobody_is_selected_there_are_no_ratios():
    table = selection_table("sex", {"F": Counts(9, 0), "M": Counts(8, 0), "X": Counts(0, 0)}, **ALL)

    assert table.standard is None
    assert [row.left_out for row in table.rows] == [LeftOut.NOBODY, LeftOut.NOBODY, LeftOut.EMPTY]
    assert {row.ratio for row in table.rows} == {None}
    assert table.rows[2].rate is None


def test_exactly_two_per_cent_is_not_below_them():
    table = selection_table("sex", {"F": Counts(2, 1), "M": Counts(98, 40)}, **LARGE)

    assert not table.rows[0].below_smallest_share


def test_nobody_scored_has_no_median():
    table = scoring_table("sex", ["F"], [math.nan], **ALL)

    assert (table.median, table.n, table.undecided) == (None, 0, 1)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "selected, scores: give one"),
        ({"selected": HIRED, "scores": SCORES}, "selected, scores: give one"),
        ({"scores": [math.inf] * 600}, "scores: give a list of numbers"),
        ({"selected": HIRED[:9]}, "selected: give one outcome"),
        ({"selected": HIRED, "level": 2}, "level: give a share"),
        ({"selected": HIRED, "smallest_share": -1}, "smallest_share: give a share"),
    ],
)
def test_what_makes_no_audit_is_refused(values, sentence):
    with pytest.raises(ValueError, match=sentence):
        audit_tables(KINDS, **{**ALL, **values})


def test_an_audit_without_groups_is_refused():
    with pytest.raises(ValueError, match="categories: give one"):
        audit_tables({}, selected=HIRED, **ALL)


def test_the_packs_hold_what_the_tables_and_the_rules_ask_for():
    federal = in_force(PACKS, "us-federal", date(2026, 1, 1))
    city = in_force(PACKS, "us-nyc-ll144", date(2026, 1, 1))

    assert (federal.ratio_limit, federal.limit_is_law, federal.smallest_share) == (0.8, False, 0.02)
    assert (city.may_leave_out_small, city.crosses_categories) == (True, True)
    races = {row["category"] for row in SELECTED if row["table"] == "race"}
    assert races == set(city.categories["race"])


def test_a_rule_is_not_applied_before_its_day():
    assert in_force(PACKS, "us-nyc-ll144", date(2023, 7, 5)).version == "2023-07-05"
    with pytest.raises(ValueError, match="in force on 2023-07-04"):
        in_force(PACKS, "us-nyc-ll144", date(2023, 7, 4))


def test_the_version_of_the_day_is_taken():
    first, second = json.loads(TEXT)[0], {**json.loads(TEXT)[0], "version": "next"}
    first["in_force_until"], second["in_force_from"] = "2026-12-31", "2027-01-01"
    packs = read(json.dumps([first, second]))

    assert in_force(packs, "us-federal", date(2026, 12, 31)).version == "1978-09-25"
    assert in_force(packs, "us-federal", date(2027, 1, 1)).version == "next"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ratio_limit": 80}, "ratio_limit: give a number"),
        ({"ratio_limit": True}, "ratio_limit: give a number"),
        ({"smallest_share": None}, "smallest_share: give a number"),
        ({"limit_is_law": "no"}, "limit_is_law: give true or false"),
        ({"in_force_from": "soon"}, "in_force_from: give a day"),
        ({"in_force_from": None}, "in_force_from: give a day"),
        ({"in_force_until": "1970-01-01"}, "in_force_until: give a day that is not before"),
        ({"checked_on": 5}, "checked_on: give a day"),
        ({"title": " "}, "title: give a text"),
        ({"categories": {}}, "categories: give lists"),
        ({"categories": {"sex": ["F"]}}, "categories, sex: give two"),
        ({"categories": {"sex": ["F", "F"]}}, "categories, sex: give two"),
        ({"colour": "red"}, "missing or unknown: colour"),
    ],
)
def test_a_pack_with_something_wrong_is_refused_with_its_key(change, sentence):
    pack = {**json.loads(TEXT)[0], **change}

    with pytest.raises(ValueError, match=sentence):
        read(json.dumps([pack]))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "line 1 is none"),
        ("{}", "give a list of packs"),
        ("[5]", "pack 1: these keys"),
        (json.dumps([json.loads(TEXT)[0]] * 2), "periods of two versions overlap"),
    ],
)
def test_what_is_no_list_of_packs_is_refused(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        read(text)


def test_a_score_for_everybody_is_asked_for():
    with pytest.raises(ValueError, match="scores: give one outcome"):
        scoring_table("sex", ["F", "M"], np.array([1.0]), **ALL)
