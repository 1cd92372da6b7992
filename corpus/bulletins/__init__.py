"""The bulletins kept with the program, and how the real one is set on pages (development)."""
