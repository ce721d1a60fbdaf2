"""The code of this edition's own exhibits."""
