"""The terminal: its streams and signals, exit codes, errors in one line, stages of long work."""
