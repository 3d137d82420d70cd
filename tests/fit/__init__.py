"""Tests of outcomes and fit."""
