"""Measurements and the demonstration: run by make, imported by nothing that ships."""
