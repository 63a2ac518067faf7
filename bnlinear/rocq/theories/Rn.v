(* R^n with the usual product is a space, for every n, and r·I a symmetric operator on it whose
   spectrum is {r}: what the exported theorems are about exists. *)

From Coq Require Import Reals Lra.
From BnLinear Require Import Moments.
Local Open Scope R_scope.

Fixpoint tuple (n : nat) : Type := match n with O => unit | S n => (R * tuple n)%type end.

Fixpoint tadd {n} : tuple n -> tuple n -> tuple n :=
  match n with O => fun _ _ => tt | S n => fun a b => (fst a + fst b, tadd (snd a) (snd b)) end.

Fixpoint tscale {n} (r : R) : tuple n -> tuple n :=
  match n with O => fun _ => tt | S n => fun a => (r * fst a, tscale r (snd a)) end.

Fixpoint tdot {n} : tuple n -> tuple n -> R :=
  match n with O => fun _ _ => 0 | S n => fun a b => fst a * fst b + tdot (snd a) (snd b) end.

Lemma tdot_sym n (a b : tuple n) : tdot a b = tdot b a.
Proof. induction n; cbn; [reflexivity|]. rewrite IHn. ring. Qed.

Lemma tdot_add n (a b c : tuple n) : tdot (tadd a b) c = tdot a c + tdot b c.
Proof. induction n; cbn; [ring|]. rewrite IHn. ring. Qed.

Lemma tdot_scale n r (a c : tuple n) : tdot (tscale r a) c = r * tdot a c.
Proof. induction n; cbn; [ring|]. rewrite IHn. ring. Qed.

Lemma tdot_pos n (a : tuple n) : 0 <= tdot a a.
Proof.
  induction n; cbn; [apply Rle_refl|]. generalize (IHn (snd a)) (Rle_0_sqr (fst a)).
  unfold Rsqr. lra.
Qed.

Lemma tdot_ext n (a b : tuple n) : (forall c, tdot a c = tdot b c) -> a = b.
Proof.
  induction n; cbn in *; [now destruct a, b|]. destruct a as [x a], b as [y b]. cbn. intro E.
  assert (Z : forall c, tdot a c = tdot b c) by (intro c; generalize (E (0, c)); cbn; lra).
  rewrite (IHn a b Z). f_equal. generalize (E (1, b)). cbn. rewrite (IHn a b Z). lra.
Qed.

Definition Rn (n : nat) : space :=
  Space (tuple n) tadd tscale tdot (tdot_sym n) (tdot_add n) (tdot_scale n) (tdot_pos n)
    (tdot_ext n).

Lemma multiple_symmetric n r : symmetric (V := Rn n) (scale r).
Proof. intros a b. now rewrite dot_scale, dot_scale_r. Qed.

Lemma multiple_spectrum n mu L r : mu <= r <= L -> spectrum_in (V := Rn n) (scale r) mu L.
Proof. intros [m l] v. rewrite dot_scale_r. generalize (dot_pos v). nra. Qed.
