(** The problem that a data set gives: its second moment H, its correlation g, its loss J.

    Beside [converges_for_every_lr] (file Universal.v). *)

From Coq Require Import Reals Lra List.
From BnLinear Require Import
  UniversalStatement UniversalSpace UniversalDefinite UniversalLoss.
Import ListNotations.
Local Open Scope R_scope.

Section Data.
Context {E : space}.

(** Pairs (z, t) of an input and a target. *)
Variable data : list (E * R).

Let m := INR (length data).

Fixpoint total (f : E * R -> R) (pairs : list (E * R)) : R :=
  match pairs with [] => 0 | p :: others => f p + total f others end.

Fixpoint vector_total (f : E * R -> E) (pairs : list (E * R)) : E :=
  match pairs with [] => zero | p :: others => add (f p) (vector_total f others) end.

Definition mean (f : E * R -> R) : R := / m * total f data.

(** H = (1/m) Σ z zᵀ,  g = (1/m) Σ t z. *)
Definition second_moment (v : E) : E :=
  scale (/ m) (vector_total (fun p => scale (dot (fst p) v) (fst p)) data).
Definition correlation : E := scale (/ m) (vector_total (fun p => scale (snd p) (fst p)) data).

(** No direction is orthogonal to every input. *)
Definition spanning : Prop :=
  forall v : E, v <> zero -> exists z t, In (z, t) data /\ dot z v <> 0.

Lemma dot_total f pairs c : dot (vector_total f pairs) c = total (fun p => dot (f p) c) pairs.
Proof. induction pairs as [|p others IH]; simpl; expand; [reflexivity | now rewrite IH]. Qed.

Lemma total_ext f f' pairs : (forall p, f p = f' p) -> total f pairs = total f' pairs.
Proof.
  intro same; induction pairs as [|p others IH]; simpl; [reflexivity | now rewrite IH, same].
Qed.

Lemma second_moment_sym : symmetric second_moment.
Proof.
  intros v w; unfold second_moment; rewrite dot_scale, dot_scale_r, (dot_sym _ v), !dot_total.
  f_equal; apply total_ext; intro p; rewrite !dot_scale; ring.
Qed.

Lemma second_moment_form v : dot v (second_moment v) = mean (fun p => dot (fst p) v ^ 2).
Proof.
  unfold second_moment, mean; rewrite dot_scale_r, dot_sym, dot_total.
  f_equal; apply total_ext; intro p; rewrite dot_scale; ring.
Qed.

Lemma correlation_form w : x correlation w = mean (fun p => snd p * dot (fst p) w).
Proof.
  unfold x, correlation, mean; rewrite dot_scale_r, dot_sym, dot_total.
  f_equal; apply total_ext; intro p; now rewrite dot_scale.
Qed.

Lemma total_pos f pairs p :
  (forall q, 0 <= f q) -> In p pairs -> 0 < f p -> 0 < total f pairs.
Proof.
  intros pos inside positive.
  assert (nonneg : forall others, 0 <= total f others).
  { induction others as [|q others IH]; simpl; [lra | specialize (pos q); lra]. }
  induction pairs as [|q others IH]; simpl in *; [easy|].
  destruct inside as [-> | inside].
  - specialize (nonneg others); lra.
  - specialize (IH inside); specialize (pos q); lra.
Qed.

Lemma second_moment_pos : spanning -> positive_definite second_moment.
Proof.
  intros span v ne; destruct (span v ne) as [z [t [inside not_zero]]].
  rewrite second_moment_form; unfold mean; apply Rmult_lt_0_compat.
  - apply Rinv_0_lt_compat, lt_0_INR; destruct data; [easy | simpl; apply Nat.lt_0_succ].
  - apply total_pos with (z, t); [intro q; apply pow2_ge_0 | exact inside|].
    simpl fst; generalize (pow2_ge_0 (dot z v)); intros [pos | eq]; [exact pos|].
    exfalso; apply not_zero; nra.
Qed.

Lemma square_total r w pairs :
  total (fun p => (snd p - r * dot (fst p) w) ^ 2) pairs =
  total (fun p => snd p ^ 2) pairs - 2 * r * total (fun p => snd p * dot (fst p) w) pairs
  + r ^ 2 * total (fun p => dot (fst p) w ^ 2) pairs.
Proof. induction pairs as [|p others IH]; cbn [total]; [ring | rewrite IH; ring]. Qed.

(** J(a, w) = c/2 − a x/σ + a²/2 with c = (1/m) Σ t² is half the mean squared error of the
    predictions a⟨z, w⟩/σ: the batch-normalized linear model. *)
Theorem loss_is_mean_squared_error a w :
  0 < y second_moment w ->
  J second_moment correlation (mean (fun p => snd p ^ 2)) a w =
  mean (fun p => (snd p - a * (dot (fst p) w / sigma second_moment w)) ^ 2) / 2.
Proof.
  intro pos; set (s := sigma second_moment w).
  assert (s_pos : 0 < s) by now apply sqrt_lt_R0.
  assert (square : s ^ 2 = mean (fun p => dot (fst p) w ^ 2)).
  { rewrite <- second_moment_form; apply pow2_sqrt, Rlt_le, pos. }
  assert (expanded : forall r, mean (fun p => (snd p - r * dot (fst p) w) ^ 2) =
    mean (fun p => snd p ^ 2) - 2 * r * mean (fun p => snd p * dot (fst p) w)
    + r ^ 2 * mean (fun p => dot (fst p) w ^ 2)).
  { intro r; unfold mean; rewrite square_total; ring. }
  unfold J; fold s; rewrite correlation_form.
  replace (mean (fun p => (snd p - a * (dot (fst p) w / s)) ^ 2))
    with (mean (fun p => (snd p - a / s * dot (fst p) w) ^ 2)).
  - rewrite expanded, <- square; field; lra.
  - unfold mean; f_equal; apply total_ext; intro p; unfold Rdiv; ring.
Qed.

End Data.
