"""Tests of assess.science.generalizability."""
