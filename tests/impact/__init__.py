"""Tests of the fairness audit."""
