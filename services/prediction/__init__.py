"""Asking models: many calls at once, what came back, and what it costs."""
