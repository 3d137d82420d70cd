"""The data of reference cases by column, as functions of ratings want them."""

from tests.science.cases import rows


def columns(case):
    """The texts of each column."""
    found = rows(case)
    return {name: [row[name] for row in found] for name in found[0]}


def numbers(texts):
    return [float(text) for text in texts]
