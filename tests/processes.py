"""What tests ask of processes."""

import os


def alive(group: int) -> bool:
    """Is there a process left of this group?"""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
