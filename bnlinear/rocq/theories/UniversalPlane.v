(** The theorem in ℝ², in nothing but real numbers: a statement that needs no definition of ours.

    It follows from [converges_for_every_lr_in_Rn] (file Universal.v), whose definitions therefore
    say what they should for n = 2. *)

From Coq Require Import Reals Lra.
From BnLinear Require Import
  UniversalStatement UniversalSequences UniversalSpace UniversalRn UniversalDefinite Universal.
Local Open Scope R_scope.

Theorem converges_in_the_plane :
  forall h11 h12 h22 g1 g2 eps eps_a : R,
  0 < h11 -> 0 < h11 * h22 - h12 * h12 -> 0 < eps -> 0 < eps_a < 2 ->
  forall a p q : nat -> R, p O <> 0 \/ q O <> 0 ->
  let x k := p k * g1 + q k * g2 in
  let y k := p k * (h11 * p k + h12 * q k) + q k * (h12 * p k + h22 * q k) in
  (forall k, a (S k) = a k + eps_a * (x k / sqrt (y k) - a k)) ->
  (forall k, p (S k) = p k + eps * (a k / sqrt (y k))
                               * (g1 - x k / y k * (h11 * p k + h12 * q k))) ->
  (forall k, q (S k) = q k + eps * (a k / sqrt (y k))
                               * (g2 - x k / y k * (h12 * p k + h22 * q k))) ->
  (forall k, 0 < y k) /\
  exists a' p' q', Un_cv a a' /\ Un_cv p p' /\ Un_cv q q' /\
    let x' := p' * g1 + q' * g2 in
    let y' := p' * (h11 * p' + h12 * q') + q' * (h12 * p' + h22 * q') in
    0 < y' /\ a' = x' / sqrt y' /\
    a' * (g1 - x' / y' * (h11 * p' + h12 * q')) = 0 /\
    a' * (g2 - x' / y' * (h12 * p' + h22 * q')) = 0.
Proof.
  intros h11 h12 h22 g1 g2 eps eps_a h11_pos det_pos eps_pos rate a p q start X Y a_step p_step q_step.
  set (point := fun r s : R => (r, (s, tt)) : Rn 2).
  set (H := fun v : Rn 2 => point (h11 * fst v + h12 * fst (snd v)) (h12 * fst v + h22 * fst (snd v))).
  set (g := point g1 g2); set (w := fun k => point (p k) (q k)).
  assert (dot_is : forall r s r' s', dot (point r s) (point r' s') = r * r' + s * s') by
    (intros; simpl; ring).
  assert (parts : forall v : Rn 2, v = point (fst v) (fst (snd v))) by now intros [r [s []]].
  assert (sym : symmetric H).
  { intros v v'; rewrite (parts v), (parts v'); unfold H; rewrite !dot_is; simpl; ring. }
  assert (pos : positive_definite H).
  { intros [r [s []]] ne; generalize (nonzero_dot_pos _ ne).
    change ((r, (s, tt)) : Rn 2) with (point r s); unfold H; rewrite !dot_is; simpl; intro rs_pos.
    assert (eq : h11 * (r * (h11 * r + h12 * s) + s * (h12 * r + h22 * s))
                 = (h11 * r + h12 * s) ^ 2 + (h11 * h22 - h12 * h12) * (s * s)) by ring.
    destruct (Req_dec s 0) as [-> | s_ne].
    { replace (r * (h11 * r + h12 * 0) + 0 * (h12 * r + h22 * 0)) with (h11 * (r * r)) by ring.
      apply Rmult_lt_0_compat; lra. }
    assert (0 < s * s) by nra.
    assert (0 < (h11 * h22 - h12 * h12) * (s * s)) by now apply Rmult_lt_0_compat.
    generalize (pow2_ge_0 (h11 * r + h12 * s)); nra. }
  assert (w0_ne : w O <> zero).
  { intro eq; destruct start as [ne | ne]; apply ne;
      [exact (f_equal fst eq) | exact (f_equal (fun v : Rn 2 => fst (snd v)) eq)]. }
  destruct (converges_for_every_lr_in_Rn 2 H sym pos g eps eps_a eps_pos rate (a O) (w O) w0_ne)
    as [y_pos [a' [l [a_lim [w_lim [y_l [a_is v_is]]]]]]].
  assert (x_is : forall k, x g (w k) = X k) by (intro k; apply dot_is).
  assert (y_is : forall k, y H (w k) = Y k) by (intro k; apply dot_is).
  assert (same : forall k, bngd H g eps eps_a (a O, w O) k = (a k, w k)).
  { induction k as [|k IH]; [reflexivity|].
    change (bngd_step H g eps eps_a (bngd H g eps eps_a (a O, w O) k) = (a (S k), w (S k))).
    rewrite IH; unfold bngd_step.
    generalize (y_pos k); rewrite IH; simpl snd; intro y_k.
    assert (square : sigma H (w k) ^ 2 = Y k) by (rewrite <- y_is; apply pow2_sqrt; lra).
    rewrite square, x_is; unfold sigma; rewrite y_is; f_equal; [now rewrite a_step|].
    unfold w at 3; rewrite p_step, q_step; apply dot_ext; intro c; rewrite (parts c).
    unfold sub, w, H, g; simpl; ring. }
  assert (y_k : forall k, 0 < Y k) by (intro k; generalize (y_pos k); rewrite same, <- y_is; exact (fun h => h)).
  split; [exact y_k|]; exists a', (fst l), (fst (snd l)); cbv zeta.
  assert (coordinates : forall k, dot (w k) (point 1 0) = p k /\ dot (w k) (point 0 1) = q k) by
    (intro k; unfold w; rewrite !dot_is; split; ring).
  assert (limits : dot l (point 1 0) = fst l /\ dot l (point 0 1) = fst (snd l)) by
    (rewrite (parts l), !dot_is; simpl; split; ring).
  assert (w_cv : tends_to w l) by
    (apply cv_ext with (2 := w_lim); intro k; now rewrite same).
  split; [apply cv_ext with (2 := a_lim); intro k; now rewrite same|].
  rewrite <- (proj1 limits) at 1; rewrite <- (proj2 limits) at 1.
  split; [apply cv_ext with (2 := tends_to_dot w l (point 1 0) w_cv); apply coordinates|].
  split; [apply cv_ext with (2 := tends_to_dot w l (point 0 1) w_cv); apply coordinates|].
  assert (y_limit : y H l = fst l * (h11 * fst l + h12 * fst (snd l))
                            + fst (snd l) * (h12 * fst l + h22 * fst (snd l))) by
    (unfold y, H; rewrite (parts l) at 1; apply dot_is).
  assert (x_limit : x g l = fst l * g1 + fst (snd l) * g2) by
    (unfold x; rewrite (parts l) at 1; apply dot_is).
  unfold sigma in a_is; rewrite y_limit in *; rewrite x_limit in *.
  split; [exact y_l|]; split; [exact a_is|].
  split; [generalize (f_equal (fun v : Rn 2 => fst v) v_is)
        | generalize (f_equal (fun v : Rn 2 => fst (snd v)) v_is)];
    unfold H, g, sub; simpl; lra.
Qed.
