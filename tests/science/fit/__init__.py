"""Tests of weighted profiles, predictions and duels."""
