"""What runs many learning rates at once: arrays, compiled loops, closed forms."""
