"""Estimates from clean tables, one spec file a regression."""
