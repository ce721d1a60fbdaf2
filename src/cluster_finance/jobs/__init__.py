"""Jobs of this thesis, one a module: what a rule of the workflow runs, files in and files out."""
