"""A kit for living editions: from raw figures to a bilingual edition. It knows no thesis."""
