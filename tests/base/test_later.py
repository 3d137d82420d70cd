"""Modules that are loaded once something of them is used."""

import subprocess
import sys

HELD_BACK = """
import sys
from assess.later import later, load
first, second = later("assess.science.reliability.icc"), later("assess.science.student")
assert not {"assess.science.reliability.icc", "assess.science.student", "numpy"} & set(sys.modules)
import assess.science.reliability.icc
assert first.icc is assess.science.reliability.icc.icc
assert load(second) is sys.modules["assess.science.student"]
try:
    first.nothing
except AttributeError as error:
    print(error)
"""

START = """
import sys
import assess.factory
sys.exit(", ".join({"numpy", "scipy", "sklearn"} & set(sys.modules)) or 0)
"""


def run(program: str) -> str:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_module_is_loaded_with_the_first_use_of_it():
    assert "has no attribute 'nothing'" in run(HELD_BACK)


def test_a_process_that_shows_pages_starts_without_numpy():
    run(START)
