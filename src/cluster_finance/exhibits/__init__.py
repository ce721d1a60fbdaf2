"""Figures, tables, explorers and the ledger of numbers."""
