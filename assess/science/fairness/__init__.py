"""Whether a selection treats groups alike: rates, ratios, tests, tables of law, trade-offs."""
