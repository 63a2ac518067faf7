"""What differs between losses: spectra, names of methods, claims, notes."""
