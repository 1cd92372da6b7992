"""Pure functions that read mentions (dates, departments, counts …) from a record's text."""
