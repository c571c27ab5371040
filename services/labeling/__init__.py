"""Giving answers, and the order in which rows ask for one."""
