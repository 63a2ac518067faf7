(* Tactics that compute with rational numbers in R^n, and decide what hypotheses say there. *)

From Coq Require Import Reals Lra.
From BnLinear Require Import Moments Rn.
Local Open Scope R_scope.

Lemma sqrt_is r q : 0 <= q -> q * q = r -> sqrt r = q.
Proof. intros p <-. now apply sqrt_square. Qed.

(* sums, products and inner products of explicit vectors, entry by entry *)
Ltac numerals := cbv beta iota zeta delta [Rn carrier add scale dot tadd tscale tdot fst snd pow].

(* q is the square root of one of the numbers under a root *)
Ltac root q := match goal with |- context [sqrt ?r] =>
  let E := fresh in assert (E : sqrt r = q) by (apply sqrt_is; number); rewrite E; clear E end
with number := absolutes;
  tryif lra then idtac else (tryif field; repeat split; differ then idtac else lra)
with differ := tryif apply Rlt_not_eq; lra then idtac else (apply Rgt_not_eq; lra)
with absolutes := repeat match goal with
  | |- context [Rabs ?r] => first [rewrite (Rabs_pos_eq r) by lra | rewrite (Rabs_left1 r) by lra]
  | |- context [Rmax ?a ?b] =>
      first [rewrite (Rmax_right a b) by lra | rewrite (Rmax_left a b) by lra]
  end.

Ltac unequal := absolutes; differ.

Ltac vector := repeat (apply f_equal2; [number|]); reflexivity.
