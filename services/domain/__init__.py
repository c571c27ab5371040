"""Frozen records and the words of the glossary; no input or output."""
