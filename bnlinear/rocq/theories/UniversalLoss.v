(** The loss J(a, w) = c/2 − a x/σ + a²/2: BNGD is gradient descent on it, and [stationary] means
    that every derivative of J vanishes.

    Beside [converges_for_every_lr] (file Universal.v): what its words mean. *)

From Coq Require Import Reals Lra.
From BnLinear Require Import UniversalStatement UniversalScalars UniversalSpace.
Local Open Scope R_scope.

Lemma derivative_is f f' l l' :
  derivable_pt_lim f' 0 l' -> (forall t, f t = f' t) -> l = l' -> derivable_pt_lim f 0 l.
Proof.
  intros lim same -> e pos; destruct (lim e pos) as [delta close]; exists delta.
  intros t ne small; rewrite !same; now apply close.
Qed.

Lemma line_derivative p q : derivable_pt_lim (fun t => p + t * q) 0 q.
Proof.
  apply derivative_is with (plus_fct (fun _ => p) (mult_real_fct q id)) (0 + q * 1).
  - apply derivable_pt_lim_plus; [apply derivable_pt_lim_const|].
    apply derivable_pt_lim_scal, derivable_pt_lim_id.
  - intro t; unfold plus_fct, mult_real_fct, id; ring.
  - ring.
Qed.

(** The derivative along a line, in scalars: X = ⟨h, g⟩, P = ⟨w, Hh⟩, Q = ⟨h, Hh⟩. *)
Lemma derivative_in_scalars a alpha x X y P Q c :
  0 < y ->
  derivable_pt_lim
    (fun t => c / 2 - (a + t * alpha) * ((x + t * X) / sqrt (y + t * (2 * P) + t * t * Q))
              + (a + t * alpha) ^ 2 / 2) 0
    (alpha * (a - x / sqrt y) - a / sqrt y * (X - x / y * P)).
Proof.
  intro pos; assert (root : 0 < sqrt y) by now apply sqrt_lt_R0.
  assert (square : sqrt y ^ 2 = y) by (apply pow2_sqrt; lra).
  set (at_ := fun t => a + t * alpha); set (xt := fun t => x + t * X).
  set (yt := fun t => y + t * (2 * P) + t * t * Q).
  assert (y0 : yt 0 = y) by (unfold yt; ring).
  assert (D_a : derivable_pt_lim at_ 0 alpha) by apply line_derivative.
  assert (D_x : derivable_pt_lim xt 0 X) by apply line_derivative.
  assert (D_y : derivable_pt_lim yt 0 (2 * P)).
  { apply derivative_is with (plus_fct (fun t => y + t * (2 * P))
      (mult_fct (fun t => 0 + t * 1) (fun t => 0 + t * Q)))
      (2 * P + (1 * (0 + 0 * Q) + (0 + 0 * 1) * Q)).
    - apply derivable_pt_lim_plus; [apply line_derivative|].
      apply (derivable_pt_lim_mult (fun t => 0 + t * 1) (fun t => 0 + t * Q));
        apply line_derivative.
    - intro t; unfold plus_fct, mult_fct, yt; ring.
    - ring. }
  assert (D_s : derivable_pt_lim (comp sqrt yt) 0 (/ (2 * sqrt y) * (2 * P))).
  { apply derivable_pt_lim_comp; [exact D_y | rewrite y0; now apply derivable_pt_lim_sqrt]. }
  assert (D_q : derivable_pt_lim (div_fct xt (comp sqrt yt)) 0
    ((X * sqrt y - / (2 * sqrt y) * (2 * P) * x) / Rsqr (sqrt y))).
  { replace (sqrt y) with (comp sqrt yt 0) at 1 3 by (unfold comp; now rewrite y0).
    replace x with (xt 0) by (unfold xt; ring).
    apply derivable_pt_lim_div; [exact D_x | exact D_s | unfold comp; rewrite y0; lra]. }
  apply derivative_is with
    (plus_fct (minus_fct (fun _ => c / 2) (mult_fct at_ (div_fct xt (comp sqrt yt))))
       (mult_real_fct (/ 2) (mult_fct at_ at_)))
    (0 - (alpha * (xt 0 / comp sqrt yt 0)
          + at_ 0 * ((X * sqrt y - / (2 * sqrt y) * (2 * P) * x) / Rsqr (sqrt y)))
     + / 2 * (alpha * at_ 0 + at_ 0 * alpha)).
  - apply derivable_pt_lim_plus.
    + apply derivable_pt_lim_minus; [apply derivable_pt_lim_const|].
      now apply (derivable_pt_lim_mult at_ (div_fct xt (comp sqrt yt))).
    + now apply derivable_pt_lim_scal, derivable_pt_lim_mult.
  - intro t; unfold plus_fct, minus_fct, mult_fct, div_fct, mult_real_fct, comp, at_, xt, yt.
    unfold Rdiv; simpl; ring.
  - unfold comp; rewrite y0; unfold at_, xt, Rsqr.
    replace (x / y) with (x / sqrt y ^ 2) by now rewrite square.
    field; lra.
Qed.

Section Loss.
Context {E : space}.
Variables (H : E -> E) (g : E) (c : R).
Hypothesis H_sym : symmetric H.

(** J(a, w) = c/2 − a x/σ + a²/2. *)
Definition J (a : R) (w : E) : R := c / 2 - a * (x g w / sigma H w) + a ^ 2 / 2.

(** Its derivative at (a, w) along (α, h): α(a − x/σ) − (a/σ)⟨g − (x/y)Hw, h⟩. *)
Theorem J_derivative a w alpha h :
  0 < y H w ->
  derivable_pt_lim (fun t => J (a + t * alpha) (add w (scale t h))) 0
    (alpha * (a - x g w / sigma H w)
     - a / sigma H w * dot (sub g (scale (x g w / y H w) (H w))) h).
Proof.
  intro pos.
  apply derivative_is with (1 := derivative_in_scalars a alpha (x g w) (dot h g) (y H w)
    (dot w (H h)) (dot h (H h)) c pos).
  - intro t; unfold J, sigma, x, y; rewrite (H_add H_sym), (H_scale H_sym); expand.
    rewrite <- (H_sym h w), (dot_sym _ (H h) w).
    replace (dot w (H w) + t * dot w (H h) + (t * dot w (H h) + t * (t * dot h (H h))))
      with (dot w (H w) + t * (2 * dot w (H h)) + t * t * dot h (H h)) by ring.
    reflexivity.
  - unfold sigma; expand; rewrite (H_sym w h), (dot_sym _ g h); reflexivity.
Qed.

(** (a, w) is [stationary] exactly if every derivative of J at (a, w) is 0. *)
Theorem stationary_iff a w :
  0 < y H w ->
  (stationary H g a w <->
   forall alpha h, derivable_pt_lim (fun t => J (a + t * alpha) (add w (scale t h))) 0 0).
Proof.
  intro pos; assert (s_pos : 0 < sigma H w) by now apply sqrt_lt_R0.
  set (v := sub g (scale (x g w / y H w) (H w))); split.
  - intros [_ [scale_is v_is]] alpha h; fold v in v_is.
    apply derivative_is with (1 := J_derivative a w alpha h pos); [reflexivity|]; fold v.
    assert (av : a * dot v h = 0) by (rewrite <- dot_scale, v_is; apply dot_zero).
    replace (a / sigma H w * dot v h) with (a * dot v h / sigma H w) by (field; lra).
    rewrite av, <- scale_is; field; lra.
  - intro flat; assert (zero_slope : forall alpha h,
      alpha * (a - x g w / sigma H w) - a / sigma H w * dot v h = 0).
    { intros alpha h.
      apply (uniqueness_limite _ 0 _ _ (J_derivative a w alpha h pos) (flat alpha h)). }
    split; [exact pos|]; split.
    + generalize (zero_slope 1 zero); rewrite dot_zero_r; lra.
    + apply dot_ext; intro h; rewrite dot_zero, dot_scale; fold v.
      generalize (zero_slope 0 h); intro slope.
      replace (a * dot v h)
        with (- sigma H w * (0 * (a - x g w / sigma H w) - a / sigma H w * dot v h))
        by (field; lra).
      rewrite slope; ring.
Qed.

(** A stationary point is a global minimum of J, or a = 0 = x there. *)
Theorem stationary_is_minimum_or_saddle a w :
  (forall v, 0 <= dot v (H v)) -> stationary H g a w ->
  (forall a' w', 0 < y H w' -> J a w <= J a' w') \/ (a = 0 /\ x g w = 0).
Proof.
  intros pos [y_w [a_is v_is]].
  destruct (Req_dec a 0) as [a_zero | a_ne].
  - right; split; [exact a_zero|]; assert (s_pos : 0 < sigma H w) by now apply sqrt_lt_R0.
    replace (x g w) with (x g w / sigma H w * sigma H w) by (field; lra).
    rewrite <- a_is, a_zero; ring.
  - left; intros a' w' y_w'.
    assert (square : forall p, 0 < y H p -> (x g p / sigma H p) ^ 2 = x g p ^ 2 / y H p).
    { intros p y_p; assert (0 < sigma H p) by now apply sqrt_lt_R0.
      replace (y H p) with (sigma H p ^ 2) by (apply pow2_sqrt; lra); field; lra. }
    assert (completed : forall r p,
      J r p = c / 2 + (r - x g p / sigma H p) ^ 2 / 2 - (x g p / sigma H p) ^ 2 / 2) by
      (intros r p; unfold J; generalize (x g p / sigma H p); intro; field).
    assert (x_w' : x g w' = x g w / y H w * dot w' (H w)).
    { assert (slope : a * (dot g w' - x g w / y H w * dot (H w) w') = 0) by
        (rewrite <- dot_scale, <- dot_sub, <- dot_scale, v_is; apply dot_zero).
      apply Rmult_integral in slope; destruct slope as [eq | eq]; [now elim a_ne|].
      unfold x at 1; rewrite (dot_sym _ w' g), (dot_sym _ w' (H w)); lra. }
    assert (cs : dot w' (H w) ^ 2 <= y H w' * y H w).
    { apply discriminant; intros r s.
      replace (_ + _) with (dot (add (scale r w') (scale s w)) (H (add (scale r w') (scale s w))));
        [apply pos|].
      rewrite (H_add H_sym), !(H_scale H_sym); expand; unfold y.
      rewrite <- (H_sym w w'), (dot_sym _ (H w) w'); ring. }
    assert (b_le : (x g w' / sigma H w') ^ 2 <= (x g w / sigma H w) ^ 2).
    { rewrite !square, x_w' by assumption; apply Rmult_le_reg_r with (y H w'); [exact y_w'|].
      replace ((x g w / y H w * dot w' (H w)) ^ 2 / y H w' * y H w')
        with ((x g w / y H w) ^ 2 * dot w' (H w) ^ 2) by (field; lra).
      replace (x g w ^ 2 / y H w * y H w') with ((x g w / y H w) ^ 2 * (y H w' * y H w)) by
        (field; lra).
      apply Rmult_le_compat_l; [apply pow2_ge_0 | exact cs]. }
    rewrite !completed, <- a_is; generalize (pow2_ge_0 (a' - x g w' / sigma H w')).
    rewrite <- a_is in b_le; lra.
Qed.

(** One step moves by −ε_a ∂J/∂a and −ε∇J: along any (α, h) the derivative of J is
    −(αΔa/ε_a + ⟨Δw, h⟩/ε), where Δa and Δw are what the step adds. *)
Theorem step_is_gradient_descent eps eps_a a w alpha h :
  0 < y H w -> eps <> 0 -> eps_a <> 0 ->
  let (a', w') := bngd_step H g eps eps_a (a, w) in
  derivable_pt_lim (fun t => J (a + t * alpha) (add w (scale t h))) 0
    (- (alpha * (a' - a) / eps_a + dot (sub w' w) h / eps)).
Proof.
  intros pos eps_ne eps_a_ne; assert (s_pos : 0 < sigma H w) by now apply sqrt_lt_R0.
  assert (square : sigma H w ^ 2 = y H w) by (apply pow2_sqrt; lra).
  apply derivative_is with (1 := J_derivative a w alpha h pos); [reflexivity|].
  rewrite square; expand; field; repeat split; lra.
Qed.

End Loss.
