"""How a questionnaire was answered: signs that its answers may not say much."""
