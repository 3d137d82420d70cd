"""Onboarding: plans for the first 90 days, from templates, with check-ins and ramp time."""
