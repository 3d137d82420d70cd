"""Tests of assess.science.panel."""
