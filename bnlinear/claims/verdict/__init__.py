"""From evidence to a verdict: the ladder, proofs and arguments, rows."""
