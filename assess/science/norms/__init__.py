"""Where a score stands among other people, and how such a norm is kept."""
