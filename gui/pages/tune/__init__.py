"""Tune: what is missing, what it costs, one button, and the jobs."""
