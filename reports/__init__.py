"""Paper: frozen facts in, PDF bytes out; knows no database and no web."""
