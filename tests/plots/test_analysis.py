"""Drawing: what is on the axes is what was given."""

from decimal import Decimal

import numpy as np
import pytest

from bnlinear.plots import Curve, plot_curves, plot_kappa, save

STEPS = np.arange(5)
CURVES = [Curve("GD", STEPS, 0.5**STEPS), Curve("BNGD", STEPS, 0.1**STEPS)]


def test_bars_are_the_logarithms():
    ax = plot_kappa(["GD", "BNGD", "far"], [100, 1, Decimal("1e600")])
    assert [bar.get_width() for bar in ax.patches] == [2, 0, 600]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["GD", "BNGD", "far"]
    assert [note.get_text() for note in ax.texts] == ["100", "1", "1e+600"]


def test_curves_have_the_colours_of_their_bars():
    names = ["raw", "GD", "BNGD"]
    bars, lines = plot_kappa(names, [3, 4, 5]), plot_curves(CURVES, "loss", names)
    for place, line in zip((1, 2), lines.lines, strict=True):
        assert line.get_label() == names[place]
        np.testing.assert_array_equal(line.get_xdata(), STEPS[1:])  # 0 is not on a log axis
        from matplotlib.colors import to_rgba
        assert to_rgba(line.get_color()) == bars.patches[place].get_facecolor()
    assert len({line.get_linestyle() for line in lines.lines}) == 2  # also without colours


@pytest.mark.parametrize("suffix, start", [("png", b"\x89PNG"), ("pdf", b"%PDF"),
                                           ("svg", b"<?xml")])
@pytest.mark.parametrize("curves", [CURVES, []])
def test_files(tmp_path, suffix, start, curves):
    path = tmp_path / f"out.{suffix}"
    save(str(path), "title", ["GD", "BNGD"], [3.0, Decimal("1e40")], curves, "loss")
    assert path.read_bytes().startswith(start)
