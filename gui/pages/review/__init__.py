"""Mistakes, one at a time, by keyboard alone."""
