"""How Snakemake runs the kit."""

from pathlib import Path

KIT = str(Path(__file__).parent / "rules/kit.smk")
"""The rules of every edition, for a project's Snakefile to include."""
