"""Labelling by keyboard, one row after another."""
