"""What `bnlinear new FILE.py` writes: a claim of one's own, ready to edit."""

TEMPLATE = '''"""My own theorem. Check it with: bnlinear verify {name}"""

from bnlinear.claims import claim, families, le
from bnlinear.dynamics import rayleigh_step


@claim(
    statement="one direction step with effective learning rate 3/(2L) never increases the gap",
    source="my draft, Lemma 1",
    p=families.directions(max_dim=3),  # p.H, p.u, p.g, p.w, p.mu, p.L, p.effective_lr, p.gap(w)
    where=lambda p: le(1, p.x),        # the hypotheses; p.x is the inner product of w and g
)
def my_lemma(p):
    after = rayleigh_step(p.w, p.H, p.g, effective_lr=3 / (2 * p.L))
    return le(p.gap(after), p.gap(p.w))


# For all dimensions at once, add a proof. A proof needs a mutant, a false neighbour that the
# same steps must fail to prove:
#
# @my_lemma.proof()
# def _(prove, p):
#     prove.identity()
#
# @my_lemma.mutant
# def _(p):
#     ...
'''
