"""The entries of the side navigation, by what a person may do."""

from collections.abc import Container
from dataclasses import dataclass
from functools import cache

from flask import request, url_for

from assess.language import marked as N_


@dataclass(frozen=True)
class Entry:
    """One entry: shown to people with the permission, marked on its own pages.

    Its label is translated where it is shown: beside a leader's own pages it may be German.
    """

    label: str
    endpoint: str
    permission: str
    also: tuple[str, ...] = ()

    @property
    def is_here(self) -> bool:
        """Whether the page shown belongs to this entry."""
        return _nearest(request.endpoint or "") is self

    def nearness(self, endpoint: str) -> int:
        """How much of a page's name this entry says."""
        if endpoint == self.endpoint:
            return len(endpoint) + 1
        return max((len(start) for start in self.also if endpoint.startswith(start)), default=0)

    @property
    def address(self) -> str:
        """Where the entry leads."""
        return url_for(self.endpoint)


ENTRIES = (
    Entry(N_("HR desk"), "desk.home", "run-desk", ("desk.", "exports.")),
    Entry(
        N_("My work"), "hiring.home", "interview", ("hiring.all_work", "scorecards.", "resumes.")
    ),
    Entry(
        N_("Openings"),
        "openings.index",
        "run-openings",
        ("openings.", "plans.", "candidates.", "interviews.", "hiring.", "reports."),
    ),
    Entry(
        N_("Assessments"),
        "assessing.index",
        "run-openings",
        ("assessing.", "inviting.", "adjusting."),
    ),
    Entry(
        N_("Talent pools"),
        "pools.index",
        "run-openings",
        ("pools.", "pool_members.", "crossing.", "people_import.", "rediscovery."),
    ),
    Entry(
        N_("Onboarding"),
        "onboarding.index",
        "interview",
        (
            "onboarding.",
            "onboarding_running.",
            "onboarding_keeping.",
            "onboarding_templates.",
            "onboarding_ramp.",
        ),
    ),
    Entry(N_("Reports"), "batches.index", "run-desk", ("batches.", "batch_files.")),
    Entry(
        N_("Outcomes and fit"), "fit.index", "read-fit", ("fit.", "fit_candidates.", "outcomes.")
    ),
    Entry(N_("Me"), "development.home", "evaluate-self", ("development.",)),
    Entry(
        N_("Library"),
        "library.index",
        "read-library",
        ("library.", "assessment_evidence.", "guide_evidence."),
    ),
    Entry(N_("Fairness"), "impact.newest", "read-impact", ("impact.",)),
    Entry(
        N_("People"), "accounts.people", "manage-people", ("accounts.person", "accounts.add_person")
    ),
    Entry(N_("Diary"), "accounts.diary", "read-diary"),
    Entry(N_("Organisation"), "accounts.organisation", "manage-settings"),
    Entry(N_("System"), "accounts.system", "manage-settings"),
)


@cache
def _nearest(endpoint: str) -> Entry | None:
    """The entry that says most of a page's name, if one says any of it."""
    entry = max(ENTRIES, key=lambda one: one.nearness(endpoint))
    return entry if entry.nearness(endpoint) else None


def entries(permissions: Container[str]) -> list[Entry]:
    """What a person with these permissions finds at the side."""
    return [entry for entry in ENTRIES if entry.permission in permissions]
