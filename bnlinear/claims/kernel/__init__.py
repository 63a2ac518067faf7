"""What must be trusted of a proof: the rules, and what they read and ask."""
