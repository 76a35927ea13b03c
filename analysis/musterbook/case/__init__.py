"""The folder of a case: its Data Package, its tables and what they mean, and the scaffold of a new one."""
