"""Changes to onboarding plans and their templates."""
