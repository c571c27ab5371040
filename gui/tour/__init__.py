"""A drive of the real window through the whole loop."""
