"""Tests of assess.science.responses."""
