"""Tables that hold ids and fetch rows as they come into view."""
