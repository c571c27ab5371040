"""Bringing texts in, dividing and freezing them, and taking them out again."""
