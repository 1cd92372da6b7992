"""Words and names the parser knows, the bulletins that ship with the project, and gold records."""
