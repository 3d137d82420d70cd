"""Mails of the report centre, as plain values."""

from collections.abc import Mapping

from assess.desk.models import Batch
from assess.desk.rules import ReportState
from assess.mail import Letter, Sender
from assess.text import counted
from assess.times import in_full


def batch_ready(batch: Batch, counts: Mapping[ReportState, int], sender: Sender) -> Letter:
    """Reports that somebody asked for are made, or need attention. No name stands in it."""
    made, failed = counts.get(ReportState.READY, 0), counts.get(ReportState.FAILED, 0)
    said = f"{counted(made, 'report is', 'reports are')} ready to download."
    if failed:
        said += f" {counted(failed, 'report needs', 'reports need')} your attention."
    until = in_full(batch.expires_at, batch.user.time_zone)
    return Letter(
        to=batch.user.email,
        name=batch.user.name,
        subject=f"{sender.organisation}: your reports are {'done' if failed else 'ready'}",
        paragraphs=(said, f"They are kept until {until}. Then files and names are removed."),
        action="Open the batch",
        link=f"{sender.base_url}/reports/batches/{batch.public_id}",
    )
