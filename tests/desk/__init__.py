"""Tests of HR's desk."""
