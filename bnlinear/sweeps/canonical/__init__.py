"""The coordinates in which a sweep runs."""
