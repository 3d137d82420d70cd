"""Pages of outcomes and fit."""
