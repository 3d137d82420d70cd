"""Several people's independent ratings of one candidate: results, their error, their severity."""
