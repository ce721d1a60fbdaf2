"""Two languages held alike: structure, agreement, terms."""
