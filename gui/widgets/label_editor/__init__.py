"""The labels of a project and its guidelines, looked through and changed."""
