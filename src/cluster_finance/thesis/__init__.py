"""What the thesis states, and how it stands to the record."""
