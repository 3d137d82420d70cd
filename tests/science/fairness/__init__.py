"""Tests of the fairness package."""
