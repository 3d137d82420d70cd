"""What stands behind the doors of the science: functions that only its own modules call."""

MODULES = {
    "coefficients", "facets.checked", "facets.expectations", "facets.extremes", "facets.marginal",
    "facets.measures", "facets.products", "facets.steps", "fairness.calibration_fit",
    "fairness.checks", "fairness.rates", "fairness.verdicts", "fit.folds", "fit.guards",
    "fit.validation", "generalizability.mixed_equations", "generalizability.mixed_likelihood",
    "items.answers", "items.cumulative", "items.estimation", "items.expectation",
    "profile.intervals", "resampling", "scalars",
}  # fmt: skip
"""All of these work on what a door has looked at, or are what a door looks with."""

FUNCTIONS = {
    "covariances": {"check_with_others", "checked_correlations", "varies"},
    "estimates": {
        "bounded", "check_draws", "check_unit", "correlation", "errors_for", "generator",
        "labelled", "normal", "undefined",
    },
    "facets.connectivity": {"are_separable", "centred", "contrasts", "found_subsets"},
    "facets.fit": {"cube_root_z", "of_residuals", "reading"},
    "facets.interaction": {"benjamini_hochberg"},
    "facets.separation": {"true_variance"},
    "fairness.differences": {"cuts", "ratios"},
    "fairness.groups": {"is_small", "no_standard"},
    "fairness.tables": {"check_counts", "crossed"},
    "fairness.tradeoff": {"checked", "front_weights"},
    "fit.learners": {"learned", "lines", "quietly"},
    "fit.logistic": {"deviance_of"},
    "fit.model": {"data_hash"},
    "fit.regression": {"f_test"},
    "fit.restriction": {"brought"},
    "generalizability.design_study": {"decision"},
    "generalizability.g_study": {"linear_study"},
    "items.curves": {"check_items", "checked", "grid", "nodes_for", "places", "quadrature"},
    "items.dif": {"groups"},
    "items.dimensions": {"least_discrepancy"},
    "panel.error": {"outwards", "totals"},
    "panel.results": {"check_levels"},
    "scores.scoring": {"judged", "level", "preferred"},
}  # fmt: skip

OF_OBJECTS = {
    "covariances": {"alpha_of", "pairwise_covariances"},
    "fairness.rule_packs": {"in_force"},
    "fit.model": {"to_mapping"},
    "items.choice": {"choose_score"},
    "panel.error": {"band", "of_ratings", "rated_twice", "tied"},
    "panel.results": {"overall", "overall_zone", "with_band"},
    "responses.flags": {"retold"},
    "scores.scoring": {"height", "score", "worth"},
    "scores.scoring_many": {"score_levels"},
}
"""These take only what another function or a questionnaire made, which types hold together."""
