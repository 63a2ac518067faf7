(** The hypotheses of the theorems of Universal.v hold somewhere: on the line, for H = 1. *)

From Coq Require Import Reals Lra.
From BnLinear Require Import UniversalStatement UniversalSpace UniversalRn UniversalDefinite.
Local Open Scope R_scope.

Theorem instance_in_Rn (range : R -> Prop) (rate : R) : range rate ->
  exists (n : nat) (H : Rn n -> Rn n) (eps eps_a : R) (w0 : Rn n),
  symmetric H /\ positive_definite H /\ 0 < eps /\ range eps_a /\ w0 <> zero.
Proof.
  intro inside; exists 1%nat, (fun v => v), 1, rate, (1, tt).
  repeat split; [|lra|assumption|].
  - intros [v []] ne; cbn; enough (0 < v * v) by lra.
    apply Rsqr_pos_lt; intro is_0; apply ne; now rewrite is_0.
  - intro is; apply (f_equal fst) in is; cbn in is; lra.
Qed.
