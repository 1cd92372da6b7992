"""Tests: tables of cases, properties, and whole programs through the real command line."""
