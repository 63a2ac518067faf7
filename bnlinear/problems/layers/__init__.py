"""Layers: activations, the batch-norm transform, one layer's mini-batch, deep networks."""
