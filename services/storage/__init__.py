"""One project is one SQLite file; nothing outside this package knows SQL."""
