"""Raw tables, their descriptors and checks, the package of clean tables."""
