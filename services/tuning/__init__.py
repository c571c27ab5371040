"""Tuning: what is missing, what it costs, the start, the jobs, and what came of them."""
