"""What can be done to interviews and scorecards."""
