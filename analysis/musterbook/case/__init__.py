"""A case: its claims, its populations, what can be wrong with it, and the folder it is kept in."""
