"""Scenario models: pure functions from parameters to tidy tables."""
