"""The folder of a case: its shelf, its descriptor, its seals, and whether its tables agree."""
