"""Staging and rendering: two engines, Word, pages."""
