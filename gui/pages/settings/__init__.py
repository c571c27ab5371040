"""Settings: the connection, the author, the look, folders."""
