(** Kohler et al. 2019: the linear rate of gradient descent on the Rayleigh quotient, and of GDNP,
    after any number of steps.

    The induction over T that stands in words at kohler2019.linear_rate and gdnp_linear. The
    letters: x = ⟨w, g⟩, y = ⟨w, Hw⟩, u the minimiser (Hu = g), R* = ⟨u, g⟩, the gap R* − x²/y. *)

From Coq Require Import Reals Lra Lia.
From BnLinear Require Import UniversalStatement UniversalScalars UniversalSpace UniversalStep.
Local Open Scope R_scope.

(** ** What is iterated *)

Section Definitions.
Context {E : space}.
Variables (H : E -> E) (L : R) (g : E).

(** w⁺ = w + (1/L)(rg − Hw), r = y/x. *)
Definition rayleigh_step (w : E) : E :=
  add w (scale (/ L) (sub (scale (y H w / x g w) g) (H w))).

Fixpoint rayleigh (w : E) (k : nat) : E :=
  match k with O => w | S m => rayleigh_step (rayleigh w m) end.

(** R* − x²/y, where Hu = g. *)
Definition gap (u w : E) : R := dot u g - x g w ^ 2 / y H w.

(** GDNP on a Gaussian halfspace: the gradient −c₁g + c₂Hw̃ at w̃ = ℓw/σ of length ℓ (Stein), and
    its slope ∂f/∂ℓ along w/σ. *)
Definition stein_gradient (c1 c2 length : R) (w : E) : E :=
  add (scale (- c1) g) (scale (c2 * (length / sigma H w)) (H w)).
Definition length_slope (c1 c2 length : R) (w : E) : R :=
  dot (stein_gradient c1 c2 length w) w / sigma H w.

(** w⁺ = w − s∇_w f with ∇_w f = (ℓ/σ)(∇f − (⟨w, ∇f⟩/y)Hw), s = −yσ/(Lℓh), h = −c₁x. *)
Definition gdnp_direction_step (c1 c2 length : R) (w : E) : E :=
  let full := stein_gradient c1 c2 length w in
  let s := - (y H w * sigma H w) / (L * length * (c1 * - x g w)) in
  sub w (scale (s * (length / sigma H w)) (sub full (scale (dot w full / y H w) (H w)))).

End Definitions.

(** ** Operators *)

Lemma square_positive s : s <> 0 -> 0 < s ^ 2.
Proof. intro ne; destruct (pow2_ge_0 s) as [pos | eq]; [exact pos | exfalso; apply ne; nra]. Qed.

(** 0 ≤ A ≤ M gives |Av|² ≤ M⟨v, Av⟩. *)
Lemma operator_square {E : space} (A : E -> E) M v :
  symmetric A -> 0 <= M -> (forall w, 0 <= dot w (A w)) ->
  (forall w, dot w (A w) <= M * dot w w) -> dot (A v) (A v) <= M * dot v (A v).
Proof.
  intros sym M_pos low high.
  assert (cs : dot (A v) (A v) ^ 2 <= dot (A v) (A (A v)) * dot v (A v)).
  { apply discriminant; intros s t.
    set (c := add (scale s (A v)) (scale t v)).
    replace (_ + _) with (dot c (A c)); [apply low | unfold c].
    rewrite (H_add sym), !(H_scale sym); expand; rewrite <- (sym v (A v)); ring. }
  generalize (high (A v)) (low v) (dot_pos _ (A v)); intros top form pos.
  destruct (Rle_lt_dec (dot (A v) (A v)) 0) as [zero | positive]; [nra|].
  generalize (Rmult_le_compat_r _ _ _ form top); intro.
  apply Rmult_le_reg_l with (dot (A v) (A v)); lra.
Qed.

Section Rate.
Context {E : space} {H : E -> E} {mu L : R} (HS : spectrum_in H mu L).
Variables (u g : E).
Hypothesis Hu : H u = g.
Let H_sym : symmetric H := spectrum_sym HS.
Let mu_pos : 0 < mu := spectrum_mu HS.
Let H_low : forall v, mu * dot v v <= dot v (H v) := spectrum_low HS.
Let H_high : forall v, dot v (H v) <= L * dot v v := spectrum_high HS.

Local Notation rate := (1 - mu / L).
Local Notation gap := (gap H g u).
Local Notation step := (rayleigh_step H L g).
Local Notation shrink := (fun v => sub v (scale (/ L) (H v))).

(** The spectral lift: t(1 − t/L)² ≤ (1 − μ/L)² t on [μ, L]. *)
Lemma contracts v : 0 < L -> mu <= L ->
  dot (shrink v) (H (shrink v)) <= rate ^ 2 * dot v (H v).
Proof.
  intros L_pos mu_L; set (A := fun w => sub (H w) (scale mu w)).
  assert (A_sym : symmetric A) by (intros p q; unfold A; expand; rewrite (H_sym p q); ring).
  assert (A_low : forall w, 0 <= dot w (A w)) by
    (intro w; unfold A; expand; generalize (H_low w); lra).
  assert (A_high : forall w, dot w (A w) <= (L - mu) * dot w w) by
    (intro w; unfold A; expand; generalize (H_high w); lra).
  generalize (operator_square A (L - mu) v A_sym ltac:(lra) A_low A_high).
  generalize (A_high (A v)) (dot_pos _ (A v)) (H_low v) (A_low v); unfold A.
  rewrite !(H_sub H_sym), !(H_scale H_sym); expand.
  rewrite <- !(H_sym v (H v)), !(dot_sym _ (H v) v).
  set (h0 := dot v v); set (h1 := dot v (H v)); set (h2 := dot (H v) (H v)).
  set (h3 := dot (H v) (H (H v))); intros high pos low form square.
  assert (goal : 0 <= (L ^ 2 - 2 * L * mu + mu ^ 2) * h1 - (L ^ 2 * h1 - 2 * L * h2 + h3)) by nra.
  apply Rmult_le_reg_l with (L ^ 2); [nra|].
  replace (L ^ 2 * (h1 - / L * h2 - (/ L * h2 - / L * (/ L * h3))))
    with (L ^ 2 * h1 - 2 * L * h2 + h3) by (field; lra).
  replace (L ^ 2 * (rate ^ 2 * h1)) with ((L ^ 2 - 2 * L * mu + mu ^ 2) * h1) by (field; lra).
  lra.
Qed.

Section Step.
Variable w : E.
Hypothesis x_ne : x g w <> 0.

Lemma w_positive : 0 < dot w w.
Proof.
  generalize (cauchy_schwarz w g) (dot_pos _ w) (dot_pos _ g); fold (x g w); intros.
  assert (0 < x g w ^ 2) by (apply square_positive; exact x_ne); nra.
Qed.

Let y_positive : 0 < y H w := y_pos HS w w_positive.
Let mu_L : mu <= L := mu_le_L HS w w_positive.

Local Notation r := (y H w / x g w).
Local Notation e := (sub w (scale r u)).

(** w⁺ = ru + (I − H/L)e, and |e|²_H = r²R* − y = r²(R* − x²/y). *)
Lemma step_is : step w = add (scale r u) (shrink e).
Proof.
  unfold rayleigh_step; apply dot_ext; intro c; rewrite (H_sub H_sym), (H_scale H_sym), Hu.
  expand; ring.
Qed.

Lemma e_energy : dot e (H e) = r ^ 2 * dot u g - y H w.
Proof.
  rewrite (H_sub H_sym), (H_scale H_sym), Hu; expand.
  assert (uHw : dot u (H w) = x g w) by (rewrite <- (H_sym u w), Hu; apply dot_sym).
  fold (x g w) (y H w); rewrite uHw; field; exact x_ne.
Qed.

Lemma e_shrinks : dot (shrink e) (H (shrink e)) <= rate ^ 2 * (r ^ 2 * dot u g - y H w).
Proof. rewrite <- e_energy; apply contracts; lra. Qed.

(** x x⁺ > 0: a step keeps the sign of x. *)
Lemma sign_kept : 0 < x g w * x g (step w).
Proof.
  set (R := dot u g); set (q := shrink e).
  assert (R_form : dot u (H u) = R) by now rewrite Hu.
  assert (next : x g (step w) = r * R + dot q (H u)).
  { rewrite step_is; unfold x; rewrite dot_add, dot_scale, Hu; reflexivity. }
  assert (cs := cauchy_schwarz_H HS q u); rewrite R_form in cs.
  assert (shrinks : dot q (H q) <= rate ^ 2 * (r ^ 2 * R - y H w)) by exact e_shrinks.
  assert (energy_pos : 0 <= r ^ 2 * R - y H w).
  { unfold R; rewrite <- e_energy; generalize (H_low e) (dot_pos _ e); nra. }
  assert (rate_small : rate ^ 2 <= 1).
  { assert (0 < mu / L <= 1); [|nra].
    split; [apply Rdiv_lt_0_compat; lra|].
    apply Rmult_le_reg_r with L; [lra|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra. }
  assert (R_pos : 0 <= R) by (rewrite <- R_form; generalize (H_low u) (dot_pos _ u); nra).
  assert (r2R : y H w <= r ^ 2 * R) by lra.
  assert (product : 0 < r * x g (step w)).
  { rewrite next; replace (r * (r * R + dot q (H u))) with (r ^ 2 * R + r * dot q (H u)) by ring.
    assert (bound : (r * dot q (H u)) ^ 2 <= (r ^ 2 * R - y H w) * (r ^ 2 * R)).
    { replace ((r * dot q (H u)) ^ 2) with (r ^ 2 * dot q (H u) ^ 2) by ring.
      apply Rle_trans with (r ^ 2 * (dot q (H q) * R)).
      - apply Rmult_le_compat_l; [apply pow2_ge_0 | exact cs].
      - replace (r ^ 2 * (dot q (H q) * R)) with (dot q (H q) * (r ^ 2 * R)) by ring.
        apply Rmult_le_compat_r; [lra|].
        apply Rle_trans with (1 := shrinks).
        rewrite <- (Rmult_1_l (r ^ 2 * R - y H w)) at 2; now apply Rmult_le_compat_r. }
    apply Rnot_le_lt; intro le; nra. }
  replace (x g w * x g (step w)) with (x g w ^ 2 / y H w * (r * x g (step w))) by (field; lra).
  apply Rmult_lt_0_compat; [|exact product].
  apply Rdiv_lt_0_compat; [apply square_positive; exact x_ne | exact y_positive].
Qed.

Lemma gap_contracts : gap (step w) <= rate ^ 2 * gap w.
Proof.
  assert (next_ne : x g (step w) <> 0) by (intro eq; generalize sign_kept; rewrite eq; lra).
  assert (next_pos : 0 < dot (step w) (step w)).
  { generalize (cauchy_schwarz (step w) g) (dot_pos _ (step w)) (dot_pos _ g).
    fold (x g (step w)); intros; assert (0 < x g (step w) ^ 2) by now apply square_positive.
    nra. }
  assert (y_next : 0 < y H (step w)) by exact (y_pos HS (step w) next_pos).
  assert (r_ne : r <> 0).
  { intro eq; assert (y H w = 0) by (replace (y H w) with (r * x g w) by (field; exact x_ne);
      rewrite eq; ring); lra. }
  (* the gap is the least |u − sw⁺|²_H, here with s = 1/r *)
  assert (least : gap (step w) <= dot u g - 2 * / r * x g (step w) + / r ^ 2 * y H (step w)).
  { unfold gap at 1; set (x' := x g (step w)) in *; set (y' := y H (step w)) in *.
    assert (0 <= (/ r * y' - x') ^ 2 / y') by (apply Rle_mult_inv_pos; [apply pow2_ge_0 | lra]).
    replace ((/ r * y' - x') ^ 2 / y') with (x' ^ 2 / y' - 2 * / r * x' + / r ^ 2 * y') in * by
      (field; lra).
    lra. }
  assert (miss : dot u g - 2 * / r * x g (step w) + / r ^ 2 * y H (step w)
                 = / r ^ 2 * dot (shrink e) (H (shrink e))).
  { rewrite step_is; set (q := shrink e); unfold x, y.
    rewrite (H_add H_sym), (H_scale H_sym), Hu; expand.
    assert (uHq : dot u (H q) = dot q g) by (rewrite <- (H_sym u q), Hu; apply dot_sym).
    rewrite uHq; field; exact (conj x_ne (Rgt_not_eq _ _ y_positive)). }
  apply Rle_trans with (1 := least); rewrite miss.
  apply Rle_trans with (/ r ^ 2 * (rate ^ 2 * (r ^ 2 * dot u g - y H w))).
  - apply Rmult_le_compat_l; [|exact e_shrinks].
    apply Rlt_le, Rinv_0_lt_compat, square_positive, r_ne.
  - right; unfold KohlerRates.gap; field; repeat split; lra.
Qed.

End Step.

(** ** Any number of steps *)

Lemma gap_pos w : x g w <> 0 -> 0 <= gap w.
Proof.
  intro x_ne; generalize (cauchy_schwarz_H HS w u) (y_pos HS w (w_positive w x_ne)).
  rewrite Hu; fold (x g w) (y H w); intros cs pos; unfold KohlerRates.gap.
  assert (x g w ^ 2 / y H w <= dot u g); [|lra].
  apply Rmult_le_reg_r with (y H w); [exact pos|].
  unfold Rdiv; rewrite Rmult_assoc, Rinv_l by lra; lra.
Qed.

(** kohler2019.linear_rate: ρ_T − ρ* ≤ (1 − μ/L)^{2T}(ρ₀ − ρ* ), and x never changes its sign. *)
Theorem rayleigh_rate w T : x g w <> 0 ->
  0 < x g w * x g (rayleigh H L g w T) /\
  gap (rayleigh H L g w T) <= rate ^ (2 * T) * gap w.
Proof.
  intro x_ne; induction T as [|T [sign le]].
  - simpl; split; [|lra]; change (0 < x g w * x g w); nra.
  - simpl rayleigh; set (z := rayleigh H L g w T) in *.
    assert (z_ne : x g z <> 0) by (intro eq; rewrite eq in sign; lra).
    generalize (sign_kept z z_ne) (gap_contracts z z_ne); intros kept once.
    split.
    + assert (0 < x g z ^ 2) by now apply square_positive.
      assert (0 < x g w * x g z * (x g z * x g (step z))) by now apply Rmult_lt_0_compat.
      apply Rmult_lt_reg_l with (x g z ^ 2); [assumption|]; lra.
    + replace (2 * S T)%nat with (2 + 2 * T)%nat by lia; rewrite pow_add.
      apply Rle_trans with (1 := once); rewrite Rmult_assoc.
      apply Rmult_le_compat_l; [apply pow2_ge_0 | exact le].
Qed.

(** kohler2019.gdnp_direction_is_rayleigh: for any loss and length. *)
Lemma gdnp_direction_is_rayleigh c1 c2 length w : x g w <> 0 -> c1 <> 0 -> length <> 0 ->
  gdnp_direction_step H L g c1 c2 length w = step w.
Proof.
  intros x_ne c1_ne length_ne.
  generalize (sigma_pos HS w (w_positive w x_ne)) (sigma_square HS w (w_positive w x_ne)).
  generalize (mu_le_L HS w (w_positive w x_ne)); intros mu_L s_pos square.
  apply dot_ext; intro c; unfold gdnp_direction_step, rayleigh_step, stein_gradient.
  expand; fold (x g w) (y H w); rewrite <- square.
  field; repeat split; try assumption; lra.
Qed.

(** kohler2019.gdnp_linear: after T direction steps, whatever c₁ ≠ 0, c₂ and length ≠ 0 are in each,
    and a length step that leaves the slope small, ‖∇f‖² ≤ (1 − μ/L)^{2T}Φ²(ρ₀ − ρ* ) + bisection in
    the norm of H⁻¹, which is ⟨z, ∇f⟩ where Hz = ∇f. *)
Theorem gdnp_rate (w : nat -> E) (c1 c2 length : nat -> R) T Phi bisection z : x g (w O) <> 0 ->
  (forall k, (k < T)%nat -> c1 k <> 0 /\ length k <> 0 /\
    w (S k) = gdnp_direction_step H L g (c1 k) (c2 k) (length k) (w k)) ->
  let full := stein_gradient H g (c1 T) (c2 T) (length T) (w T) in
  c1 T ^ 2 <= Phi ^ 2 -> length_slope H g (c1 T) (c2 T) (length T) (w T) ^ 2 <= bisection ->
  H z = full -> dot z full <= rate ^ (2 * T) * Phi ^ 2 * gap (w O) + bisection.
Proof.
  intros x_ne steps full; unfold full; clear full.
  assert (iterates : forall k, (k <= T)%nat -> w k = rayleigh H L g (w O) k).
  { induction k as [|k IH]; intro early; [reflexivity|].
    destruct (steps k ltac:(lia)) as [c1_ne [length_ne next]]; specialize (IH ltac:(lia)).
    rewrite next; change (rayleigh H L g (w O) (S k)) with (step (rayleigh H L g (w O) k)).
    rewrite <- IH; apply gdnp_direction_is_rayleigh; try assumption.
    rewrite IH; intro eq; generalize (proj1 (rayleigh_rate (w O) k x_ne)); rewrite eq; lra. }
  destruct (rayleigh_rate (w O) T x_ne) as [sign le]; rewrite <- (iterates T (le_n T)) in sign, le.
  generalize (w T) (c1 T) (c2 T) (length T) sign le; clear sign le iterates steps c1 c2 length.
  intros last c1 c2 length sign le c1_le slope_le Hz.
  assert (last_ne : x g last <> 0) by (intro eq; rewrite eq in sign; lra).
  assert (last_pos : 0 < dot last last) by now apply w_positive.
  assert (s_pos : 0 < sigma H last) by exact (sigma_pos HS last last_pos).
  assert (square : sigma H last ^ 2 = y H last) by exact (sigma_square HS last last_pos).
  assert (y_last : 0 < y H last) by exact (y_pos HS last last_pos).
  set (s := c2 * (length / sigma H last)); set (z' := add (scale (- c1) u) (scale s last)).
  assert (Hz' : H z' = stein_gradient H g c1 c2 length last).
  { unfold z', stein_gradient; rewrite (H_add H_sym), !(H_scale H_sym), Hu; reflexivity. }
  assert (uHw : dot u (H last) = x g last) by (rewrite <- (H_sym u last), Hu; apply dot_sym).
  (* z and z' have the same image, and ⟨z, Hz⟩ = ⟨z', Hz'⟩ *)
  assert (value : dot z (stein_gradient H g c1 c2 length last)
                  = c1 ^ 2 * gap last + length_slope H g c1 c2 length last ^ 2).
  { rewrite <- Hz' at 1; rewrite <- (H_sym z z'), Hz, dot_sym; unfold length_slope.
    replace ((dot (stein_gradient H g c1 c2 length last) last / sigma H last) ^ 2)
      with (dot (stein_gradient H g c1 c2 length last) last ^ 2 / y H last) by
      (rewrite <- square; field; lra).
    unfold KohlerRates.gap, stein_gradient, z'; fold s; expand.
    rewrite uHw, (dot_sym _ g last), (dot_sym _ (H last) last); fold (x g last) (y H last).
    field; lra. }
  rewrite value; apply Rplus_le_compat; [|exact slope_le].
  apply Rle_trans with (Phi ^ 2 * gap last).
  - apply Rmult_le_compat_r; [now apply gap_pos | exact c1_le].
  - replace (rate ^ (2 * T) * Phi ^ 2 * gap (w O))
      with (Phi ^ 2 * (rate ^ (2 * T) * gap (w O))) by ring.
    apply Rmult_le_compat_l; [apply pow2_ge_0 | exact le].
Qed.

End Rate.
