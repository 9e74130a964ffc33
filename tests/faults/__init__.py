"""Faults injected for real into the weekly job, and a year of weekly runs: `make faults`, `make soak`."""
