"""What the server remembers: documents, objects, models and endpoints in its folder."""
