"""Tests of assess.science.scores."""
