"""What cannot be exported."""


class NotExported(Exception):
    """A step that has no counterpart in the theory: the message says which."""
