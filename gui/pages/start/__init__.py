"""The first page: projects to open, to make, to try."""
