"""Figures and tables in every form, their citations and gallery."""
