"""Tests of many-facet Rasch measurement."""
