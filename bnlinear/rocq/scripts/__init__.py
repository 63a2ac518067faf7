"""The lines of a proof: equations of terms, vectors, roots, signs and derivatives."""
