"""Onboarding plans, their templates, the new hire's pages, ramp time."""
