"""Tests of assess.science.norms."""
