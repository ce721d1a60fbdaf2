"""One job a module: what a rule of the workflow runs, files in and files out."""
