"""Tests of science."""
