"""Types of items: one module each, and one table of them all."""
