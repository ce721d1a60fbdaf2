"""Regressions from specs: samples, estimates, errors, families of hypotheses."""
