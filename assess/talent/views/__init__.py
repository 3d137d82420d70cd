"""Pages of the talent pools."""
