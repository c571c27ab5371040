"""The report of an evaluation: one page that opens anywhere, and the same as tables."""
