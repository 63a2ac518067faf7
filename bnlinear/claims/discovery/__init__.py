"""The best constant in an inequality: a counterexample from below, a proof from above."""
