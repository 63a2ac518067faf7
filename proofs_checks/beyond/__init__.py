"""Results that are not in the papers: what holds globally, and where the constants are sharp."""
