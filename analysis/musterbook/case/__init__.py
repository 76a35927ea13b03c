"""A case: its claims, its populations, the folder it is kept in, and a scaffold for a new one."""
