"""Tests of the talent pools."""
