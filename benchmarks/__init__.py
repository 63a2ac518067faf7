"""What a sweep costs here, against what one would write otherwise: `python -m benchmarks`."""
