"""What a foreign survey became, as tests look at it."""

import json
from pathlib import Path

from assess.instruments import loader, surveyjs
from assess.instruments.assessment import Assessment
from assess.instruments.importing import Imported

SAMPLES = Path(__file__).parent / "imported"

RATED = {"type": "rating", "name": "r", "title": "It is so."}
"""The smallest SurveyJS question that counts towards a scale."""


def draft(imported: Imported) -> Assessment:
    """The draft as our loader reads it."""
    found, _ = loader.parse(imported.yaml, "draft.yaml")
    assert isinstance(found, Assessment)
    return found


def survey_of(*elements: object, **survey: object) -> tuple[Assessment, str]:
    """The draft of a SurveyJS survey with these elements on a page, and what it says."""
    page = {"name": "p", "elements": [*elements]}
    imported = surveyjs.read(json.dumps({"title": "T", "pages": [page], **survey}))
    return draft(imported), "\n".join(imported.unmapped)
