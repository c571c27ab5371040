"""Tuning jobs: checking the request, reading the data, following the training."""
