"""Every function of the science that numbers come into, with a usual call of each."""

from tests.science.sweep.of_decisions import OF_DECISIONS
from tests.science.sweep.of_questions import OF_QUESTIONS
from tests.science.sweep.of_raters import OF_RATERS

DOORS = {**OF_RATERS, **OF_QUESTIONS, **OF_DECISIONS}
