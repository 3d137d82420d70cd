"""Tests of assess.science.ranking."""
