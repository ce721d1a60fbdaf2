"""From report sources and exhibits to HTML and PDF."""
