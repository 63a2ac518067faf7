"""What `show` says of the evidence: floats are not called exact."""

from bnlinear.claims import claim, families, le
from bnlinear.cli.show_claim import explain


def shown(**options):
    @claim(statement="x^2 <= R* y", p=families.least_squares(max_dim=2), **options)
    def bound(p):
        return le(p.x**2, p.R_star * p.y + 1)

    return explain(bound, effort="quick")


def test_floats_are_not_called_exact():
    text = shown(screen_only=True)
    assert "supported" in text and "instances hold in floats" in text
    assert "exact instances" not in text
    text = shown()
    assert "certified" in text and "exact instances hold" in text
