"""Configuration: the commented file of defaults and named settings."""
