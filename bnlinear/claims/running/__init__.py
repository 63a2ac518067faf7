"""Running claims: find them, isolate them, supervise the workers."""
