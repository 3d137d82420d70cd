"""Assessments by link: invitations, answers, scores."""
