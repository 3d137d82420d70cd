"""Tests of assess.science.reliability."""
