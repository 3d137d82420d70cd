"""Whether people of all groups have the same chances: selection rates, from sealed answers."""
