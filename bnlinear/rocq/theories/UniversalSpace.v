(** Real inner-product spaces of any dimension: norm, Cauchy–Schwarz, limits, symmetric operators.

    Part of the proof of [converges_for_every_lr] (file Universal.v). *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import UniversalStatement UniversalSequences UniversalScalars.
Local Open Scope R_scope.

Section Space.
Context {E : space}.
Implicit Types u v w : E.

Lemma dot_zero_r w : dot w zero = 0.
Proof. rewrite dot_sym; apply dot_zero. Qed.

Lemma dot_add_r u v w : dot w (add u v) = dot w u + dot w v.
Proof. rewrite dot_sym, dot_add, !(dot_sym _ w); reflexivity. Qed.

Lemma dot_scale_r r v w : dot w (scale r v) = r * dot w v.
Proof. rewrite dot_sym, dot_scale, (dot_sym _ w); reflexivity. Qed.

Lemma dot_sub u v w : dot (sub u v) w = dot u w - dot v w.
Proof. unfold sub; rewrite dot_add, dot_scale; ring. Qed.

Lemma dot_sub_r u v w : dot w (sub u v) = dot w u - dot w v.
Proof. unfold sub; rewrite dot_add_r, dot_scale_r; ring. Qed.

End Space.

(** Write every inner product of sums as a sum of inner products. *)
Ltac expand :=
  repeat (rewrite ?dot_add, ?dot_add_r, ?dot_sub, ?dot_sub_r, ?dot_scale, ?dot_scale_r, ?dot_zero,
                  ?dot_zero_r).

Section Norm.
Context {E : space}.
Implicit Types u v w : E.

(** ⟨v, w⟩² ≤ ⟨v, v⟩⟨w, w⟩. *)
Lemma cauchy_schwarz v w : dot v w ^ 2 <= dot v v * dot w w.
Proof.
  apply discriminant; intros a b.
  replace (_ + _) with (dot (add (scale a v) (scale b w)) (add (scale a v) (scale b w)));
    [apply dot_pos | expand; rewrite (dot_sym _ w v); ring].
Qed.

Lemma norm_pos v : 0 <= norm v.
Proof. apply sqrt_pos. Qed.

Lemma norm_square v : norm v ^ 2 = dot v v.
Proof. unfold norm; apply pow2_sqrt, dot_pos. Qed.

(** |v| ≤ c from ⟨v, v⟩ ≤ c². *)
Lemma norm_le v c : 0 <= c -> dot v v <= c ^ 2 -> norm v <= c.
Proof. intros pos le; generalize (norm_square v) (norm_pos v); nra. Qed.

Lemma dot_le v w : Rabs (dot v w) <= norm v * norm w.
Proof.
  generalize (cauchy_schwarz v w) (norm_pos v) (norm_pos w); rewrite <- !norm_square; intros.
  assert (0 <= norm v * norm w) by nra.
  apply Rabs_le; split; nra.
Qed.

Lemma norm_triangle v w : norm (add v w) <= norm v + norm w.
Proof.
  apply norm_le; [generalize (norm_pos v) (norm_pos w); lra|].
  expand; generalize (dot_le v w) (Rle_abs (dot v w)); rewrite (dot_sym _ w v), <- !norm_square.
  nra.
Qed.

Lemma norm_scale r v : norm (scale r v) = Rabs r * norm v.
Proof.
  apply Rsqr_inj; [apply norm_pos | apply Rmult_le_pos; [apply Rabs_pos | apply norm_pos]|].
  rewrite !Rsqr_pow2, norm_square, Rpow_mult_distr, norm_square, pow2_abs; expand; ring.
Qed.

Lemma norm_congr v w : dot v v = dot w w -> norm v = norm w.
Proof. intro same; unfold norm; now rewrite same. Qed.

Lemma norm_sub_sym v w : norm (sub v w) = norm (sub w v).
Proof. apply norm_congr; expand; ring. Qed.

Lemma norm_sub_triangle u v w : norm (sub u w) <= norm (sub u v) + norm (sub v w).
Proof.
  replace (norm (sub u w)) with (norm (add (sub u v) (sub v w))); [apply norm_triangle|].
  apply norm_congr; expand; rewrite ?(dot_sym _ v u), ?(dot_sym _ w u), ?(dot_sym _ w v); ring.
Qed.

Lemma norm_sub_refl v : norm (sub v v) = 0.
Proof.
  assert (zero_square : dot (sub v v) (sub v v) = 0) by (expand; ring).
  unfold norm; rewrite zero_square; apply sqrt_0.
Qed.

Lemma norm_zero v : norm v = 0 -> v = zero.
Proof.
  intro is_zero; apply dot_ext; intro w; rewrite dot_zero.
  generalize (dot_le v w) (Rabs_pos (dot v w)); rewrite is_zero; intros.
  destruct (Req_dec (dot v w) 0) as [eq | ne]; [exact eq|].
  generalize (Rabs_pos_lt _ ne); lra.
Qed.

Lemma nonzero_dot_pos v : v <> zero -> 0 < dot v v.
Proof.
  intro ne; destruct (dot_pos _ v) as [pos | eq]; [exact pos|].
  exfalso; apply ne, norm_zero; unfold norm; rewrite <- eq; apply sqrt_0.
Qed.

(** ** Limits of vectors *)

Lemma tends_to_le (w : nat -> E) l c :
  (forall k, norm (sub (w k) l) <= c k) -> Un_cv c 0 -> tends_to w l.
Proof.
  intros near lim; apply cv_squeeze with c; [|exact lim].
  intro k; rewrite Rminus_0_r, Rabs_pos_eq; [apply near | apply norm_pos].
Qed.

Lemma tends_to_dot (w : nat -> E) l v : tends_to w l -> Un_cv (fun k => dot (w k) v) (dot l v).
Proof.
  intro lim; apply cv_squeeze with (fun k => norm v * norm (sub (w k) l)).
  - intro k; rewrite <- dot_sub, Rmult_comm; apply dot_le.
  - replace 0 with (norm v * 0) by ring; now apply cv_scale.
Qed.

Lemma norm_difference v w : Rabs (norm v - norm w) <= norm (sub v w).
Proof.
  assert (one : forall p q : E, norm p <= norm (sub p q) + norm q).
  { intros p q; replace (norm p) with (norm (add (sub p q) q)) by
      (apply norm_congr; expand; rewrite (dot_sym _ q p); ring).
    apply norm_triangle. }
  generalize (one v w) (one w v); rewrite (norm_sub_sym w v); intros.
  apply Rabs_le; lra.
Qed.

Lemma tends_to_norm (w : nat -> E) l : tends_to w l -> Un_cv (fun k => norm (w k)) (norm l).
Proof.
  intro lim; apply cv_squeeze with (fun k => norm (sub (w k) l)); [|exact lim].
  intro k; apply norm_difference.
Qed.

Lemma tends_to_scale r (s : R) (w : nat -> E) l :
  Un_cv r s -> tends_to w l -> tends_to (fun k => scale (r k) (w k)) (scale s l).
Proof.
  intros lim_r lim.
  apply tends_to_le with (fun k => Rabs (r k) * norm (sub (w k) l) + Rabs (r k - s) * norm l).
  - intro k; rewrite <- !norm_scale.
    replace (norm (sub (scale (r k) (w k)) (scale s l)))
      with (norm (add (scale (r k) (sub (w k) l)) (scale (r k - s) l)));
      [apply norm_triangle|].
    apply norm_congr; expand; rewrite (dot_sym _ l (w k)); ring.
  - replace 0 with (Rabs s * 0 + 0 * norm l) by ring; apply CV_plus.
    + apply CV_mult; [now apply cv_cvabs | exact lim].
    + apply CV_mult; [|apply cv_const].
      apply cv_squeeze with (fun k => Rabs (r k - s)).
      * intro k; rewrite Rminus_0_r, Rabs_Rabsolu; apply Rle_refl.
      * intros e pos; destruct (lim_r e pos) as [K close]; exists K; intros n late.
        unfold R_dist; rewrite Rminus_0_r, Rabs_Rabsolu; now apply close.
Qed.

Lemma dot_cv (p q : nat -> E) l m :
  tends_to p l -> tends_to q m -> Un_cv (fun k => dot (p k) (q k)) (dot l m).
Proof.
  intros lim_p lim_q.
  apply cv_ext with (fun k => dot (sub (p k) l) (q k) + dot (q k) l);
    [intro k; rewrite dot_sub, (dot_sym _ (q k) l); ring|].
  replace (dot l m) with (0 + dot m l) by (rewrite (dot_sym _ m l); ring).
  apply CV_plus; [|now apply tends_to_dot].
  apply cv_squeeze with (fun k => norm (sub (p k) l) * norm (q k)).
  - intro k; rewrite Rminus_0_r; apply dot_le.
  - replace 0 with (0 * norm m) by ring; apply CV_mult; [exact lim_p | now apply tends_to_norm].
Qed.

(** A sequence whose steps have summable norms is Cauchy. *)
Lemma summable_steps_cauchy (w : nat -> E) :
  summable (fun k => norm (sub (w (S k)) (w k))) -> cauchy w.
Proof.
  intros fin e pos.
  apply (summable_cauchy (fun m n => norm (sub (w m) (w n))) (fun k => norm (sub (w (S k)) (w k))));
    try assumption.
  - intro m; apply norm_sub_refl.
  - intros m n; apply norm_sub_sym.
  - intros m n; rewrite (norm_sub_sym (w (S n))); apply norm_sub_triangle.
  - intro k; apply norm_pos.
Qed.

End Norm.

(** ** Symmetric operators with spectrum in [μ, L] *)

(** H is symmetric with μ⟨v, v⟩ ≤ ⟨v, Hv⟩ ≤ L⟨v, v⟩. *)
Record spectrum_in {E : space} (H : E -> E) (mu L : R) : Prop := {
  spectrum_sym : symmetric H;
  spectrum_mu : 0 < mu;
  spectrum_low : forall v, mu * dot v v <= dot v (H v);
  spectrum_high : forall v, dot v (H v) <= L * dot v v
}.
Arguments spectrum_sym {E H mu L} _.
Arguments spectrum_mu {E H mu L} _.
Arguments spectrum_low {E H mu L} _.
Arguments spectrum_high {E H mu L} _.

Section Symmetric.
Context {E : space} {H : E -> E} (H_sym : symmetric H).

Lemma H_add v w : H (add v w) = add (H v) (H w).
Proof. apply dot_ext; intro u; rewrite H_sym; expand; now rewrite !H_sym. Qed.

Lemma H_scale r v : H (scale r v) = scale r (H v).
Proof. apply dot_ext; intro u; rewrite H_sym; expand; now rewrite !H_sym. Qed.

Lemma H_sub v w : H (sub v w) = sub (H v) (H w).
Proof. apply dot_ext; intro u; rewrite H_sym; expand; now rewrite !H_sym. Qed.

End Symmetric.

Section Spectrum.
Context {E : space} {H : E -> E} {mu L : R} (HS : spectrum_in H mu L).
Let H_sym : symmetric H := spectrum_sym HS.
Let mu_pos : 0 < mu := spectrum_mu HS.
Let H_low : forall v, mu * dot v v <= dot v (H v) := spectrum_low HS.
Let H_high : forall v, dot v (H v) <= L * dot v v := spectrum_high HS.

(** ⟨v, Hw⟩² ≤ ⟨v, Hv⟩⟨w, Hw⟩. *)
Lemma cauchy_schwarz_H v w : dot v (H w) ^ 2 <= dot v (H v) * dot w (H w).
Proof.
  apply discriminant; intros a b.
  replace (_ + _) with (dot (add (scale a v) (scale b w)) (H (add (scale a v) (scale b w)))).
  - generalize (H_low (add (scale a v) (scale b w))) (dot_pos _ (add (scale a v) (scale b w))).
    nra.
  - rewrite (H_add H_sym), !(H_scale H_sym); expand.
    rewrite <- (H_sym w v), (dot_sym _ (H w) v); ring.
Qed.

(** |Hv|² ≤ L⟨v, Hv⟩. *)
Lemma H_square v : dot (H v) (H v) <= L * dot v (H v).
Proof.
  assert (form_pos : 0 <= dot v (H v)) by (generalize (H_low v) (dot_pos _ v); nra).
  generalize (cauchy_schwarz_H (H v) v) (H_high (H v)) (dot_pos _ (H v)) (H_high v).
  generalize (dot_pos _ v) (H_low v).
  set (s := dot (H v) (H v)) in *; set (p := dot v (H v)) in *; intros pos low cs high pos_s up.
  destruct (Rle_lt_dec s 0) as [le | lt].
  - assert (mu * dot v v <= L * dot v v) by lra.
    destruct (Req_dec (dot v v) 0) as [eq | ne]; 
      [assert (flat : p = 0) by (rewrite eq in *; lra); rewrite flat; lra|].
    assert (0 < dot v v) by lra.
    assert (mu <= L) by (apply Rmult_le_reg_r with (dot v v); lra).
    assert (0 <= L * p) by (apply Rmult_le_pos; lra); lra.
  - generalize (Rmult_le_compat_r p _ _ form_pos high); intro.
    apply Rmult_le_reg_l with s; lra.
Qed.

End Spectrum.
