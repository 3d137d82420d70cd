"""What happened: an append-only diary, chained so that a change to it shows."""
