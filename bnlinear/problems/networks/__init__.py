"""Networks of layers, with batch normalization or without: forward, and backward in closed form."""
