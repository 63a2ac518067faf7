"""Looking for a counterexample: draw, screen, hunt, decide, shrink."""
