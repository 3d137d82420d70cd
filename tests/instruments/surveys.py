"""Small LimeSurvey surveys, made of rows."""

from xml.sax.saxutils import escape

from assess.instruments import limesurvey
from assess.instruments.assessment import Assessment
from tests.instruments.drafts import draft


def xml(**tables: list[dict[str, str]]) -> str:
    """A survey of these tables; what is not given is one group in English."""
    whole = {
        "groups": [{"gid": "1", "group_order": "1"}],
        "group_l10ns": [{"gid": "1", "group_name": "G", "language": "en"}],
        "surveys": [{"sid": "9", "language": "en"}],
    } | tables
    body = "".join(
        f"<{table}><rows>"
        + "".join(
            "<row>" + "".join(f"<{k}>{escape(v)}</{k}>" for k, v in row.items()) + "</row>"
            for row in rows
        )
        + f"</rows></{table}>"
        for table, rows in whole.items()
    )
    return f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{body}</document>"


def row(qid: str, type_: str, **more: str) -> dict[str, str]:
    """A question of the one group, in the way of older files with its text beside it."""
    plain = {"gid": "1", "parent_qid": "0", "title": f"q{qid}", "question": f"Question {qid}?"}
    return {"qid": qid, "type": type_, "language": "en", **plain, **more}


def of(*questions: dict[str, str], **tables: list[dict[str, str]]) -> tuple[Assessment, str]:
    """The draft of a survey with these questions, and what it says."""
    imported = limesurvey.read(xml(questions=[*questions], **tables))
    return draft(imported), "\n".join(imported.unmapped)


def answers(qid: str, *texts: str) -> list[dict[str, str]]:
    return [
        {"qid": qid, "code": f"A{n}", "answer": text, "sortorder": str(n), "language": "en"}
        for n, text in enumerate(texts, start=1)
    ]
