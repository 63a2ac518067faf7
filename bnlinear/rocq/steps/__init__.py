"""The steps of a claim's own proof, as facts that a script proves."""
