"""The ledger: numbers with unit, interval, wording and provenance."""
