"""Junk for every door: `python -m tests.fuzz N [--seed S]`."""
