"""How alike two profiles are, and how far one lies from what a role asks for."""
