"""Auditing: a list parsed once, and what it says of each claim."""
