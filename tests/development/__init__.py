"""Tests of leaders' own pages."""
