"""The figures: one module each, drawn by `python -m figures`; see figures/README.md."""
