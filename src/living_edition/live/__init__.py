"""Live figures: models that readers drive in the page, and marks that answer to a pointer."""
