"""An out-of-sample validity first, and what it would be among all candidates second."""

from dataclasses import replace

from assess.science.estimates import Estimate
from assess.science.fit import restriction
from assess.science.fit.restriction import Correction, Pool


def corrected(
    found: Estimate,
    *,
    sd_restricted: float,
    sd_unrestricted: float,
    pool: Pool,
    reliability: float = 1.0,
) -> Correction:
    """A correlation with an amount, as found and as it would be among all candidates.

    As `restriction.correct`, which has the formulas, the doubts and the refusals; the interval
    carried through is the one `found` has, which cross-validation makes wider than Fisher's. The
    result always has both, so that a correction is never shown alone. SDs are those of the
    prediction, or of the weighted mean, among those hired and among all candidates.

    Raises `ValueError` as `restriction.correct` does, and for a correlation that is undefined or
    rests on fewer than four people.
    """
    r, interval, error = found.estimate, found.interval, found.standard_error
    if r is None or interval is None or error is None:
        raise ValueError(f"found: it is undefined, as {found.reason}.")
    result = restriction.correct(
        r,
        found.n,
        sd_restricted=sd_restricted,
        sd_unrestricted=sd_unrestricted,
        pool=pool,
        reliability=reliability,
        level=found.level,
    )
    told, plain = result.corrected, result.found.standard_error
    if told.reason or not plain:
        return replace(result, found=found)

    low, high = (
        restriction.brought(max(-1.0, min(1.0, end)), result.ratio, reliability) for end in interval
    )
    changed = replace(
        told,
        standard_error=(told.standard_error or 0.0) / plain * error,
        interval=(low, high),
        method=told.method.replace("Fisher's interval", "the interval found"),
    )
    return replace(result, found=found, corrected=changed)
