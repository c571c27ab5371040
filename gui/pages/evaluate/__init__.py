"""Runs side by side over the same frozen rows."""
