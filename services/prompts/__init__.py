"""Prompts: their texts, their shots, and what a model's reply to them means."""
