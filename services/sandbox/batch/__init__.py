"""Batch prediction: many requests from a file, their answers into another."""
