"""Chapters, claims, words, terms and bibliography, as written and as checked."""
