"""The pages of the window. A page never imports another page."""
