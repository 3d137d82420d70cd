"""Pages of onboarding plans."""
