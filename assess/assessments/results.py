"""The scores of an attempt as reports read them."""

from assess.assessments.models import Attempt, Score
from assess.science.scores import scoring
from assess.science.scores.scoring import ScaleScore


def rule_of(attempt: Attempt) -> str:
    """The present rule, or the newest there are scores under: none are lost to a new one."""
    known = [row.rule for row in attempt.scores]
    return scoring.RULE if scoring.RULE in known or not known else known[-1]


def scores_of(attempt: Attempt) -> dict[str, ScaleScore]:
    """Scores by scale, under the rule that counts for this attempt."""
    rule = rule_of(attempt)
    return {row.scale: _score(row) for row in attempt.scores if row.rule == rule}


def _score(row: Score) -> ScaleScore:
    return ScaleScore(
        row.scale, row.value, row.sem, row.answered, row.items, row.reliability, row.basis
    )
