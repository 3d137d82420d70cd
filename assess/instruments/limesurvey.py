"""Read a LimeSurvey survey (.lss) as the draft of an assessment."""

from typing import Any

from assess.instruments.foreign import LONGEST_LINE, named, number
from assess.instruments.importing import Draft, Imported, checked
from assess.instruments.limesurvey_questions import TYPES, Question
from assess.instruments.limesurvey_tables import Row, Tables, parsed

_ALWAYS, _NEVER = ("", "1"), "0"
"""Relevance equations that are no conditions."""

_NEUTRAL = ("", "0", "N", "I", "normal", "inherit", "-1")
"""What settings say that change nothing."""

_MATTERS = frozenset(
    {
        "min_answers", "max_answers", "exclude_all_others", "exclude_all_others_auto",
        "array_filter", "array_filter_exclude", "em_validation_q", "em_validation_sq",
        "equals_num_value", "equals_sum_value", "min_num_value", "max_num_value",
        "min_num_value_n", "max_num_value_n",
        "value_range_allows_missing", "numbers_only", "maximum_chars", "prefix", "suffix",
        "other_numbers_only", "other_comment_mandatory", "commented_checkbox", "code_filter",
        "time_limit", "date_min", "date_max", "date_format", "allowed_filetypes", "max_filesize",
        "max_num_of_files", "min_num_of_files", "parent_order", "equation", "slider_layout",
    }
)  # fmt: skip
"""Settings of questions that change what is asked; all others are named once, together."""

_READ = """
answers answer_l10ns groups group_l10ns questions question_l10ns subquestions question_attributes
surveys surveys_languagesettings defaultvalues defaultvalue_l10ns conditions quota_members
quota_languagesettings
"""
"""Tables that are read, or belong to rows that are named."""

_NAMED = {
    "assessments": ("The assessment rule", "name"),
    "quota": ("The quota", "name"),
    "survey_url_parameters": ("The URL parameter", "parameter"),
    "plugin_settings": ("The setting of a plugin", "key"),
}
_TEXTS = {
    "surveyls_endtext": "the end text",
    "surveyls_policy_notice": "the notice on data protection",
    "surveyls_legal_notice": "the legal notice",
    "surveyls_url": "the address after the end",
}


def read(text: bytes | str, id_: str = "") -> Imported:
    """The draft of an assessment; its id is made from the title unless one is given.

    Raises `ImportRefused` with a sentence when this is no LimeSurvey survey.
    """
    tables = Tables(parsed(checked(text)))
    draft = Draft("a LimeSurvey survey")
    rows = tables.rows("surveys_languagesettings")
    mine = [row for row in rows if row.get("surveyls_language") == tables.base]
    words = next(iter([*mine, *rows]), {})
    title = draft.text(words.get("surveyls_title"), "The survey", LONGEST_LINE)
    texts = [words.get(f"surveyls_{name}") for name in ("description", "welcometext")]
    told = [found for one in texts if (found := draft.text(one, "The survey"))]
    introduction = draft.fitting("\n".join(told), "The survey")
    for group in tables.groups:
        _group(draft, tables, group)
    _orphans(draft, tables)
    _report(draft, tables, words)
    return draft.imported(title, introduction, id_)


def _group(draft: Draft, tables: Tables, group: Row) -> None:
    gid = group.get("gid", "")
    name = tables.text(group, "group", "gid", "group_name")
    place = f"Group ‘{named(name or gid)}’"
    title = draft.text(name, place, LONGEST_LINE)
    introduction = draft.text(tables.text(group, "group", "gid", "description"), place)
    if group.get("randomization_group", "").strip():
        draft.drop(place, "the order of chance among groups")
    relevance = group.get("grelevance", "").strip()
    shown = _shown(draft, tables, place, relevance)
    questions = [
        Question(draft, tables, row, f"Question ‘{_code(row)}’ in group ‘{named(name or gid)}’")
        for row in tables.questions.get(gid, [])
    ]
    mixed = [one.settings.get("random_group", "").strip() for one in questions]
    together = len(set(mixed)) == 1 and bool(mixed[0])
    draft.section(title, title, introduction, shuffle=together)
    for one, random_group in zip(questions, mixed, strict=True):
        if random_group and not together:
            draft.drop(one.place, f"the order of chance in ‘{named(random_group)}’")
        _question(one, shown, hidden=relevance == _NEVER)


def _question(one: Question, inherited: dict[str, Any] | None, *, hidden: bool) -> None:
    relevance = one.row.get("relevance", "").strip()
    if hidden or relevance == _NEVER or one.settings.get("hidden") == "1":
        one.draft.say(f"{one.place}: is never shown and was not carried over.")
        return
    make = TYPES.get(one.row.get("type", ""))
    if make is None:
        type_ = named(one.row.get("type", ""))
        one.draft.say(f"{one.place}: was not carried over; nothing fits the type ‘{type_}’.")
        return
    own = _shown(one.draft, one.tables, one.place, relevance)
    if own and inherited:
        one.draft.drop(one.place, "the condition of its group")
    one.shown = own or inherited
    make(one)
    _report_question(one)


def _shown(draft: Draft, tables: Tables, place: str, said: str) -> dict[str, Any] | None:
    """When something is shown, if that is not always."""
    if said in _ALWAYS or said == _NEVER:
        return None
    return draft.condition(place, said, tables.condition(said))


def _report_question(one: Question) -> None:
    """Say what a question had besides, so that nothing goes unnoticed."""
    row, tables = one.row, one.tables
    lines = tables.subquestions.get(one.qid, [])
    points = [number(answer.get("assessment_value")) for answer in tables.answers.get(one.qid, [])]
    conditional = [part for part in lines if part.get("relevance", "").strip() not in _ALWAYS]
    script = tables.text(row, "question", "qid", "script").strip()
    simple = row.get("relevance", "").strip() in _ALWAYS
    left = {
        "the answer ‘Other’ with a text": row.get("other") == "Y",
        "the reminder to answer": row.get("mandatory") == "S",
        f"the check ‘{named(row.get('preg', ''))}’": bool(row.get("preg", "").strip()),
        "the encryption of answers": row.get("encrypted") == "Y",
        "the script": bool(script),
        "the default answer": one.qid in tables.column("defaultvalues", "qid"),
        "the condition": simple and one.qid in tables.column("conditions", "qid"),
        "the points of its answers": any(points),
        **{f"the condition of row ‘{_code(part)}’": True for part in conditional},
    }
    one.draft.drop(one.place, *(thing for thing, there in left.items() if there))
    for name, value in one.settings.items():
        if name in one.used or value.strip() in _NEUTRAL:
            continue
        if name in _MATTERS:
            one.draft.drop(one.place, f"‘{named(name)}: {named(value)}’")
        else:
            tables.looks.add(named(name))


def _orphans(draft: Draft, tables: Tables) -> None:
    """Questions of groups that are not there."""
    groups = {row.get("gid", "") for row in tables.groups}
    for gid, rows in tables.questions.items():
        for row in rows if gid not in groups else []:
            draft.say(f"Question ‘{_code(row)}’: has no group and was not carried over.")


def _report(draft: Draft, tables: Tables, words: Row) -> None:
    """Say what the survey had besides."""
    draft.drop("The survey", *(said for key, said in _TEXTS.items() if words.get(key, "").strip()))
    mails = any("email" in key and value.strip() for key, value in words.items())
    draft.drop("The survey", *(["the text of its mails"] if mails else []))
    for table in tables.names():
        what, column = _NAMED.get(table, ("", ""))
        if what:
            for row in tables.rows(table):
                draft.say(f"{what} ‘{named(row.get(column, ''))}’ was not carried over.")
        elif table not in _READ.split():
            draft.say(f"The table ‘{named(table)}’ was not carried over.")
    for theme in tables.root.iterfind("themes/theme/template_name"):
        draft.say(f"The theme ‘{named(theme.text or '')}’ was not carried over.")
    known = ("sid", "gsid", "language", "additional_languages")
    survey = (key for key, value in tables.survey.items() if value.strip() not in _NEUTRAL)
    settings = sorted(named(key) for key in survey if key not in known)
    for sentence, names in (
        ("Settings of the survey were not carried over", settings),
        ("Settings of looks and statistics were not carried over", sorted(tables.looks)),
        ("Texts in other languages are available and were not carried over", tables.others),
    ):
        if names:
            draft.say(f"{sentence}: {', '.join(named(one) for one in names)}.")
    if not tables.base.lower().startswith("en"):
        base = named(tables.base)
        draft.say(f"The draft says it is English, and its texts are in ‘{base}’; translate them.")


def _code(row: Row) -> str:
    return named(row.get("title", "") or row.get("qid", ""))
