"""The only code that knows Google's libraries: it implements the ports over the real clients."""
