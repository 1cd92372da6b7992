"""How the command line asks and shows: commands, Chinese messages, tables and bars."""
