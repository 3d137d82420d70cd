"""Tests of assess.science.profile."""
