"""What goes beyond condition numbers: best scaling, mini-batches, measured counts, curves."""
