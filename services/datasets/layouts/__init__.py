"""How other programs lay out a row in JSON, one file for each."""
