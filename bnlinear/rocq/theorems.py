"""Rows that follow by words, and the theorem of `theories/` that says the same in Rocq.

Their proof is written in Rocq by hand (`docs/universal.md`): limits have no steps to export.
"""

from __future__ import annotations

import re
from graphlib import TopologicalSorter

from bnlinear.rocq.export import Exported
from bnlinear.rocq.project import theory_text

_GENERAL, _RANGE = "converges_for_every_lr_in_Rn", "0 < eps_a < 2"

#: The range of ε_a in each row; the rest of the statement is that of the general theorem.
THEOREMS = {"beyond.converges_for_every_lr": _RANGE,
            "cai2019.converges_for_any_lr": "0 < eps_a <= 1",
            "cai2019.converges_for_lr_a_below_two": "1 < eps_a < 2"}

#: Rows whose steps are about one step of an algorithm, and the theorem about T steps.
RATES = {"kohler2019.linear_rate": "rayleigh_rate", "kohler2019.gdnp_linear": "gdnp_rate"}

#: A rate ε_a in each range.
_RATES = {"0 < eps_a < 2": "1", "0 < eps_a <= 1": "1", "1 < eps_a < 2": "(3 / 2)"}

_RATE_FILE = """\
(* {id}, after any number of steps *)

From BnLinear Require Import {modules}.

Definition {name}_ := (@{name}, {name}_instance).

Print Assumptions {name}_.
"""

_FILE = """\
(* {id}: in every dimension, for every positive definite H. *)

From Coq Require Import Reals Lra.
From BnLinear Require Import {modules}.
Local Open Scope R_scope.

Theorem {name} :
{statement}
Proof.
  intros n H sym pos g eps eps_a eps_pos rate.
  exact ({general} n H sym pos g eps eps_a eps_pos ltac:(lra)).
Qed.

(* The hypotheses hold at an instance. *)
Theorem {name}instance :
  exists (n : nat) (H : Rn n -> Rn n) (eps eps_a : R) (w0 : Rn n),
  symmetric H /\\ positive_definite H /\\ 0 < eps /\\ {range} /\\ w0 <> zero.
Proof. exact (instance_in_Rn (fun eps_a => {range}) {rate} ltac:(lra)). Qed.

Definition {name}and_instance := ({name}, {name}instance).

Print Assumptions {name}and_instance.
"""


def name_of(claim_id: str) -> str:
    """The theorem of `theories/` that stands behind a row."""
    return RATES.get(claim_id, _GENERAL)


def theorem(claim_id: str) -> Exported:
    """A file that rests on the row's theorem; a row by words is stated there with its range."""
    if claim_id in RATES:
        return Exported(claim_id, text=_RATE_FILE.format(
            id=claim_id, modules=" ".join(modules()), name=RATES[claim_id]))
    found = re.search(rf"Theorem {_GENERAL} :\n(.*?)\nProof\.", theory_text("Universal"), re.DOTALL)
    if found is None:
        raise LookupError(f"Universal.v states no {_GENERAL}")
    span = THEOREMS[claim_id]
    return Exported(claim_id, text=_FILE.format(
        id=claim_id, range=span, rate=_RATES[span], modules=" ".join(modules()),
        name=f"{claim_id.split('.')[1]}_",
        statement=found[1].replace(_RANGE, span), general=_GENERAL))


def modules() -> tuple[str, ...]:
    """The theory of these theorems, each file after those that it imports.

    The order is the same in every process, as the cache knows the theory by it.
    """
    needs: dict[str, set[str]] = {}
    todo = ["Universal", "UniversalInstances", "KohlerInstances"]
    while todo:
        name = todo.pop()
        if name not in needs:
            lists = re.findall(r"From BnLinear Require Import\s+([\w\s]+)\.", theory_text(name))
            needs[name] = {n for names in lists for n in names.split()}
            todo += needs[name]
    return tuple(TopologicalSorter(
        {name: sorted(needs[name]) for name in sorted(needs)}).static_order())
