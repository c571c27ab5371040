"""The examples of a project: found, brought in, divided and taken out."""
