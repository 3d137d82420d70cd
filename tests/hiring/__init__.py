"""Tests of hiring."""
