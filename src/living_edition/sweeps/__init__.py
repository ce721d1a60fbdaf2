"""Sweeps over the parameters of a model: designs, parts, indices."""
