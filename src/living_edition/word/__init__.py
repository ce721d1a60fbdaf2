"""Styles and reference document of the Word files."""
