"""Parameters of the scenario models and of the edition."""
