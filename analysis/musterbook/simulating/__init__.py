"""Simulating: what a drawn list must agree with, and how people are placed in it."""
