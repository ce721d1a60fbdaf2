"""How Snakemake runs the kit."""
