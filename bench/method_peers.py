"""Run by a Python that has the peers: time one of them on the same data, print JSON."""

import importlib
import sys
from typing import Any

import numpy as np

from bench import method_data as data
from bench.machine import timed


def peer(name: str) -> Any:
    """A package of another house."""
    return importlib.import_module(name)


def icc() -> None:
    """pingouin: six forms with intervals from a long table."""
    pd, pingouin = peer("pandas"), peer("pingouin")

    table = data.panel()
    people, raters = np.indices(table.shape)
    long = pd.DataFrame({"p": people.ravel(), "r": raters.ravel(), "x": table.ravel()})
    timed(lambda: pingouin.intraclass_corr(long, "p", "r", "x"))


def alpha() -> None:
    """pingouin: alpha with one interval, without item statistics."""
    pd, pingouin = peer("pandas"), peer("pingouin")

    table = pd.DataFrame(data.answers(5_000, 40))
    timed(lambda: pingouin.cronbach_alpha(table))


def krippendorff() -> None:
    """The package krippendorff, without an interval."""
    package = peer("krippendorff")
    table = data.sparse().T
    timed(lambda: package.alpha(table, level_of_measurement="interval"))


def impact() -> None:
    """fairlearn: rates of groups of a million rows."""
    metrics = peer("fairlearn.metrics")
    groups, selected = data.applicants()
    timed(
        lambda: (
            metrics.MetricFrame(
                metrics=metrics.selection_rate,
                y_true=selected,
                y_pred=selected,
                sensitive_features=groups,
            ).by_group
        )
    )


def fisher() -> None:
    """scipy: as many exact tests, one by one, without mid-p and interval."""
    fisher_exact = peer("scipy.stats").fisher_exact
    tables = [
        [[chosen, n - chosen], [others, m - others]]
        for n, chosen, m, others in zip(*data.tables(), strict=True)
    ]
    timed(lambda: [fisher_exact(table) for table in tables])


def graded_5() -> None:
    """girth: a graded response model, without standard errors."""
    grm_mml = peer("girth").grm_mml
    table = data.graded(5_000).T
    timed(lambda: grm_mml(table))


if __name__ == "__main__":
    try:
        globals()[sys.argv[1]]()
    except ImportError as missing:
        print(missing, file=sys.stderr)
        sys.exit(3)
