"""Raw figures in, validated and typed tables with units out."""
