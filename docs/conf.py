"""Sphinx configuration. `sphinx-build -W docs docs/_build/html` builds without a warning."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import ledger_pages

import bnlinear

project = "bnlinear"
author = "The bnlinear authors"
release = version = bnlinear.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build", "notebooks", "figures"]
html_theme = "furo"
html_title = f"bnlinear {release}"
html_static_path: list[str] = []
html_show_copyright = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
autosummary_generate = False


def bars(app, what, name, obj, options, lines):
    """|w| is a length here, not a substitution of reStructuredText."""
    lines[:] = [line if line.lstrip().startswith((">>>", "...")) else line.replace("|", "\\|")
                for line in lines]


def setup(app):
    app.connect("builder-inited", lambda app: ledger_pages.write_all(Path(app.srcdir)))
    app.connect("autodoc-process-docstring", bars, priority=900)
