"""Talent pools: people kept warm when no seat is open, and the conversations with them."""
