(** Real sequences: bounded sums, sequences of bounded variation, limits.

    Part of the proof of [converges_for_every_lr] (file Universal.v). Plain [Reals]; [Un_cv u l]
    is the standard library's "u n tends to l". *)

From Coq Require Import Reals Lra Lia.
Local Open Scope R_scope.

(** ** Sums *)

(** u 0 + … + u (n − 1). *)
Fixpoint sum (u : nat -> R) (n : nat) : R :=
  match n with O => 0 | S m => sum u m + u m end.

(** The sums of u stay below a bound. *)
Definition summable (u : nat -> R) : Prop := exists M, forall n, sum u n <= M.

Lemma sum_le u v n : (forall k, u k <= v k) -> sum u n <= sum v n.
Proof. intros le; induction n as [|n IH]; simpl; [lra | specialize (le n); lra]. Qed.

Lemma sum_scale c u n : sum (fun k => c * u k) n = c * sum u n.
Proof. induction n as [|n IH]; simpl; [lra | rewrite IH; ring]. Qed.

Lemma sum_plus u v n : sum (fun k => u k + v k) n = sum u n + sum v n.
Proof. induction n as [|n IH]; simpl; [lra | rewrite IH; ring]. Qed.

Lemma sum_telescope u n : sum (fun k => u (S k) - u k) n = u n - u O.
Proof. induction n as [|n IH]; simpl; [ring | rewrite IH; ring]. Qed.

Lemma sum_monotone u m n : (forall k, 0 <= u k) -> (m <= n)%nat -> sum u m <= sum u n.
Proof.
  intros pos le; induction le as [|n le IH]; simpl; [lra | specialize (pos n); lra].
Qed.

Lemma summable_le u v : (forall k, u k <= v k) -> summable v -> summable u.
Proof.
  intros le [M bound]; exists M; intro n.
  apply Rle_trans with (sum v n); [now apply sum_le | apply bound].
Qed.

Lemma summable_scale c u : 0 <= c -> summable u -> summable (fun k => c * u k).
Proof.
  intros pos [M bound]; exists (c * M); intro n.
  rewrite sum_scale; apply Rmult_le_compat_l; [exact pos | apply bound].
Qed.

Lemma summable_plus u v : summable u -> summable v -> summable (fun k => u k + v k).
Proof.
  intros [M boundM] [P boundP]; exists (M + P); intro n.
  rewrite sum_plus; specialize (boundM n); specialize (boundP n); lra.
Qed.

(** u k ≤ p k − p (k + 1) + s k with p ≥ 0: the sum of u is at most p 0 plus the sum of s. *)
Lemma summable_by_potential u p s :
  (forall k, 0 <= p k) -> (forall k, u k <= p k - p (S k) + s k) -> summable s -> summable u.
Proof.
  intros pos step [M bound]; exists (p O + M); intro n.
  assert (below : sum u n <= p O - p n + sum s n).
  { induction n as [|n IH]; simpl; [lra | specialize (step n); lra]. }
  specialize (bound n); specialize (pos n); lra.
Qed.

(** A bound that holds from some index on is enough. *)
Lemma summable_late u s K :
  (forall k, 0 <= u k) -> (forall k, 0 <= s k) ->
  (forall k, (K <= k)%nat -> u k <= s k) -> summable s -> summable u.
Proof.
  intros pos pos_s late [M bound]; exists (sum u K + M); intro n.
  assert (below : sum u n <= sum u K + sum s n).
  { induction n as [|n IH]; simpl.
    - generalize (sum_monotone u 0 K pos (Nat.le_0_l K)); simpl; lra.
    - destruct (Nat.le_gt_cases K n) as [after | before].
      + specialize (late n after); lra.
      + generalize (sum_monotone u (S n) K pos before).
        generalize (sum_monotone s 0 (S n) pos_s (Nat.le_0_l _)); simpl; lra. }
  specialize (bound n); lra.
Qed.

(** ** Limits *)

Lemma cv_ext u v l : (forall k, u k = v k) -> Un_cv u l -> Un_cv v l.
Proof.
  intros same lim e pos; destruct (lim e pos) as [K close]; exists K; intros n late.
  rewrite <- same; now apply close.
Qed.

Lemma cv_ext_late u v l K : (forall k, (K <= k)%nat -> u k = v k) -> Un_cv u l -> Un_cv v l.
Proof.
  intros same lim e pos; destruct (lim e pos) as [K' close]; exists (K + K')%nat; intros n late.
  rewrite <- same by lia; apply close; lia.
Qed.

Lemma cv_const c : Un_cv (fun _ => c) c.
Proof.
  intros e pos; exists O; intros n _; unfold R_dist.
  replace (c - c) with 0 by ring; rewrite Rabs_R0; lra.
Qed.

Lemma cv_squeeze u v l : (forall k, Rabs (u k - l) <= v k) -> Un_cv v 0 -> Un_cv u l.
Proof.
  intros near lim e pos; destruct (lim e pos) as [K close]; exists K; intros n late.
  specialize (close n late); unfold R_dist in *; specialize (near n).
  rewrite Rminus_0_r in close; generalize (Rle_abs (v n)); lra.
Qed.

Lemma cv_scale c u l : Un_cv u l -> Un_cv (fun k => c * u k) (c * l).
Proof. intro lim; apply (CV_mult (fun _ => c) u); [apply cv_const | exact lim]. Qed.

Lemma cv_inv u l : l <> 0 -> Un_cv u l -> Un_cv (fun k => / u k) (/ l).
Proof.
  intros nonzero lim; apply (continuity_seq (fun t => / t)); [|exact lim].
  apply (continuity_pt_inv id l); [apply derivable_continuous_pt, derivable_pt_id | exact nonzero].
Qed.

Lemma cv_div u v l m :
  m <> 0 -> Un_cv u l -> Un_cv v m -> Un_cv (fun k => u k / v k) (l / m).
Proof. intros nonzero lim limv; apply CV_mult; [exact lim | now apply cv_inv]. Qed.

Lemma cv_sqrt u l : 0 < l -> Un_cv u l -> Un_cv (fun k => sqrt (u k)) (sqrt l).
Proof.
  intros pos lim; apply (continuity_seq sqrt); [now apply sqrt_continuity_pt | exact lim].
Qed.

Lemma cv_shift u l : Un_cv u l -> Un_cv (fun k => u (S k)) l.
Proof.
  intros lim e pos; destruct (lim e pos) as [K close]; exists K; intros n late.
  apply close; lia.
Qed.

(** u² → 0 gives u → 0. *)
Lemma cv_square_zero u : Un_cv (fun k => u k ^ 2) 0 -> Un_cv u 0.
Proof.
  intros lim e pos; destruct (lim (e ^ 2)) as [K close]; [nra|].
  exists K; intros n late; specialize (close n late); unfold R_dist in *.
  rewrite Rminus_0_r in *; apply Rabs_def2 in close; apply Rabs_def1; nra.
Qed.

Lemma cv_above u l c : Un_cv u l -> c < l -> exists K, forall n, (K <= n)%nat -> c < u n.
Proof.
  intros lim below; destruct (lim (l - c)) as [K close]; [lra|].
  exists K; intros n late; specialize (close n late).
  unfold R_dist in close; apply Rabs_def2 in close; lra.
Qed.

Lemma cv_below u l c : Un_cv u l -> l < c -> exists K, forall n, (K <= n)%nat -> u n < c.
Proof.
  intros lim above; destruct (lim (c - l)) as [K close]; [lra|].
  exists K; intros n late; specialize (close n late).
  unfold R_dist in close; apply Rabs_def2 in close; lra.
Qed.

Lemma cv_le u v l m : (forall k, u k <= v k) -> Un_cv u l -> Un_cv v m -> l <= m.
Proof. intros le lim limv; exact (Rle_cv_lim le lim limv). Qed.

Lemma cv_nonzero u l : Un_cv u l -> l <> 0 -> exists K, forall n, (K <= n)%nat -> u n <> 0.
Proof.
  intros lim ne; destruct (Rtotal_order l 0) as [neg | [eq | pos]]; [|now elim ne|].
  - destruct (cv_below u l 0 lim neg) as [K below]; exists K; intros n late.
    now apply Rlt_not_eq, below.
  - destruct (cv_above u l 0 lim pos) as [K above]; exists K; intros n late.
    now apply Rgt_not_eq, above.
Qed.

(** p q → l and q → m ≠ 0 give p → l/m. *)
Lemma cv_factor p q l m :
  m <> 0 -> Un_cv (fun k => p k * q k) l -> Un_cv q m -> Un_cv p (l / m).
Proof.
  intros ne lim lim_q; destruct (cv_nonzero q m lim_q ne) as [K nonzero].
  apply cv_ext_late with (fun k => p k * q k / q k) K; [|now apply cv_div].
  intros k late; field; now apply nonzero.
Qed.

Lemma cv_pow2 u l : Un_cv u l -> Un_cv (fun k => u k ^ 2) (l ^ 2).
Proof.
  intro lim; apply cv_ext with (fun k => u k * u k); [intro k; ring|].
  replace (l ^ 2) with (l * l) by ring; now apply CV_mult.
Qed.

(** Monotone convergence. *)
Lemma growing_bounded_cv u M :
  (forall k, u k <= u (S k)) -> (forall k, u k <= M) -> exists l, Un_cv u l.
Proof.
  intros grows bound.
  destruct (growing_cv u) as [l lim].
  - exact grows.
  - exists M; intros t [k ->]; apply bound.
  - exists l; exact lim.
Qed.

Lemma sum_cv u : (forall k, 0 <= u k) -> summable u -> exists l, Un_cv (sum u) l.
Proof.
  intros pos [M bound]; apply growing_bounded_cv with M; [|exact bound].
  intro k; simpl; specialize (pos k); lra.
Qed.

Lemma summable_cv_zero u : (forall k, 0 <= u k) -> summable u -> Un_cv u 0.
Proof.
  intros pos fin; destruct (sum_cv u pos fin) as [l lim].
  apply cv_ext with (fun k => sum u (S k) - sum u k); [intro k; simpl; ring|].
  replace 0 with (l - l) by ring; apply CV_minus; [now apply cv_shift | exact lim].
Qed.

(** A distance whose steps have a bounded sum is that of a Cauchy sequence. *)
Lemma summable_cauchy (dist : nat -> nat -> R) (step : nat -> R) :
  (forall m, dist m m = 0) -> (forall m n, dist m n = dist n m) ->
  (forall m n, dist m (S n) <= dist m n + step n) ->
  (forall k, 0 <= step k) -> summable step ->
  forall e, 0 < e -> exists K, forall m n, (K <= m)%nat -> (K <= n)%nat -> dist m n < e.
Proof.
  intros refl sym tri pos fin e e_pos.
  destruct (sum_cv step pos fin) as [l lim].
  assert (ordered : forall m n, (m <= n)%nat -> dist m n <= sum step n - sum step m).
  { intros m n le; induction le as [|n le IH]; simpl.
    - rewrite refl; lra.
    - specialize (tri m n); lra. }
  destruct (lim (e / 2)) as [K close]; [lra|].
  assert (near : forall m n, (K <= m)%nat -> (K <= n)%nat -> (m <= n)%nat -> dist m n < e).
  { intros m n Km Kn le; specialize (ordered m n le).
    generalize (close m Km) (close n Kn); unfold R_dist; intros cm cn.
    apply Rabs_def2 in cm; apply Rabs_def2 in cn; lra. }
  exists K; intros m n Km Kn; destruct (Nat.le_ge_cases m n) as [le | ge].
  - now apply near.
  - rewrite sym; now apply near.
Qed.

(** A sequence of bounded variation converges. *)
Lemma bounded_variation_cv u :
  summable (fun k => Rabs (u (S k) - u k)) -> exists l, Un_cv u l.
Proof.
  intro fin; destruct (R_complete u) as [l lim]; [|exists l; exact lim].
  intros e pos.
  destruct (summable_cauchy (fun m n => Rabs (u m - u n)) (fun k => Rabs (u (S k) - u k)))
    with e as [K close]; try assumption.
  - intro m; replace (u m - u m) with 0 by ring; apply Rabs_R0.
  - intros m n; apply Rabs_minus_sym.
  - intros m n; rewrite (Rabs_minus_sym (u (S n)) (u n)).
    replace (u m - u (S n)) with ((u m - u n) + (u n - u (S n))) by ring; apply Rabs_triang.
  - intro k; apply Rabs_pos.
  - exists K; intros n m Kn Km; unfold R_dist; apply close; lia.
Qed.
