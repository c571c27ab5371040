"""Everything the program does, without Qt."""
