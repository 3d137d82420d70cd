"""Tests of assess.science.agreement."""
