"""How consistently a scale or a panel measures: alpha, omega, intraclass correlations."""
