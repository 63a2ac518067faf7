"""A sweep in pieces: chunks on workers, checkpoints."""
