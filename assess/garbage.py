"""How often a process that serves or works looks for garbage."""

import gc


def collect_seldom() -> None:
    """Look for it every 20,000 objects, and never again among what is loaded by now.

    A page makes thousands of objects and few cycles, so that looking every 700 finds nothing. In
    CPython 3.11 a look in the middle of loading a long list has ended the process; later ones
    withstand it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
