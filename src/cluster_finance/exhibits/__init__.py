"""Figures, tables and the ledger of numbers."""
