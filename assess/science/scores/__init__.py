"""From answers to scores, each with its error: scales, sums, change, situational judgement."""
