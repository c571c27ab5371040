"""How well a model and a prompt answer: the same measures over the same frozen rows."""
