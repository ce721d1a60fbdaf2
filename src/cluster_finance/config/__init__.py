"""Typed configuration: every knob of the edition, its unit, range and source."""
