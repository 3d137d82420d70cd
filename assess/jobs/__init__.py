"""What happens in the background, one job a file."""
