"""The local stand-in for Vertex AI: a server that speaks its wire format and learns for real."""
