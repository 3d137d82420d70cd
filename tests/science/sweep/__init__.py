"""Every door of the science, its usual call, and what happens to odd ones."""
