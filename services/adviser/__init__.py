"""The next sensible step of a project, and why."""
