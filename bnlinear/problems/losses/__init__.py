"""Losses of a margin and of rows, and their curvatures."""
