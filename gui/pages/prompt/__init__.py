"""The Prompt page: parts, preview, trying out."""
