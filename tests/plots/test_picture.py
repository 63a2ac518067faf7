"""A figure is saved whole, in the format that its name says; other names are refused."""

import pytest
from matplotlib.figure import Figure

from bnlinear.plots.picture import FORMATS, check_suffix, save_figure

MAGIC = {"pdf": b"%PDF", "png": b"\x89PNG", "svg": b"<?xml"}


@pytest.mark.parametrize("suffix", [*FORMATS, "PNG"])
def test_the_suffix_says_the_format(tmp_path, suffix):
    save_figure(Figure(figsize=(1, 1)), tmp_path / f"a.{suffix}")
    assert (tmp_path / f"a.{suffix}").read_bytes().startswith(MAGIC[suffix.lower()])
    check_suffix("--plot", f"a.{suffix}")


@pytest.mark.parametrize("name", ["a.jpg", "a", "a.png.txt"])
def test_other_names_are_refused(name):
    with pytest.raises(ValueError, match=rf"--plot {name}: the name must end in"):
        check_suffix("--plot", name)
    check_suffix("--plot", None)
