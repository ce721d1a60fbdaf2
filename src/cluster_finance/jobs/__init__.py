"""One runnable module for each Snakemake rule: `python -m cluster_finance.jobs.NAME --help`."""
