(* Ioffe & Szegedy (2015): a batch x of one unit, the ones, g = ∂ℓ/∂y. *)

Section Batch.
Variable V : space.
Variable one : V.

Definition minus (a b : V) := a ⊕ (-1) ⊙ b.
Definition m := ⟨one, one⟩.
Definition mean x := ⟨one, x⟩ / m.
Definition centered x := minus x (mean x ⊙ one).
Definition variance x := ⟨centered x, centered x⟩ / m.
Definition normalized (s : R) x := (1 / s) ⊙ centered x.
Definition BN s (gamma beta : R) x := (gamma ⊙ normalized s x) ⊕ (beta ⊙ one).
Definition unbiased variance := variance * m / (m - 1).
End Batch.
Arguments minus {V}.

(* ∂ℓ/∂x = (γ/s)(g − mean(g) − ŷ mean(gŷ)), ∂ℓ/∂γ = ⟨g, ŷ⟩, ∂ℓ/∂β = ⟨g, 1⟩, and the chain rule
   through ∂σ² and ∂μ *)
Definition backward := forall (V : space) (one x g h : V) (gamma beta eps alpha delta : R),
  0 < ⟨one, one⟩ -> 0 < ⟨x, x⟩ -> 0 <= eps -> 0 < variance V one x + eps ->
  let root z := sqrt (variance V one z + eps) in
  let s := root x in
  let y_hat := normalized V one s x in
  let g_mean := mean V one g ⊙ one in
  let dx := (gamma / s) ⊙ minus (minus g g_mean) ((⟨g, y_hat⟩ / m V one) ⊙ y_hat) in
  let d_hat := gamma ⊙ g in
  let d_variance := - ⟨d_hat, centered V one x⟩ / (2 * s * s * s) in
  let d_mean := - ⟨one, d_hat⟩ / s - 2 * d_variance * ⟨one, centered V one x⟩ / m V one in
  exists slope,
  derives (fun t => let z := x ⊕ t ⊙ h in
    ⟨g, BN V one (root z) (gamma + t * alpha) (beta + t * delta) z⟩) slope /\
  (m V one <> 0 /\ s <> 0 /\ 2 * s * s * s <> 0 /\ 0 <= variance V one x + eps) /\
  (⟨dx, h⟩ + ⟨g, y_hat⟩ * alpha + ⟨one, g⟩ * delta = slope /\
   (((1 / s) ⊙ d_hat) ⊕ ((2 * d_variance / m V one) ⊙ centered V one x))
     ⊕ ((d_mean / m V one) ⊙ one) = dx).

(* x = μ1 + z, E|z|² = E⟨1, z⟩² = mv *)
Definition inference_variance := forall (V : space) (one z : V) (mu v : R),
  let m := m V one in
  0 < m -> 0 <= v -> 1 < m ->
  (m <> 0 /\ m - 1 <> 0) /\
  (variance V one (mu ⊙ one ⊕ z) = (⟨z, z⟩ - ⟨one, z⟩ ^ 2 / m) / m /\
   unbiased V one ((m * v - m * v / m) / m) = v).

(* E⟨1, z⟩² = mv(n − m)/(n − 1) *)
Definition inference_variance_without_replacement :=
  forall (V : space) (one z : V) (mu v n : R),
  let m := m V one in
  0 < m -> 0 <= v -> 0 < n -> 1 < m -> 1 < n -> m <= n ->
  (m <> 0 /\ n - 1 <> 0 /\ m - 1 <> 0 /\ n <> 0) /\
  (variance V one (mu ⊙ one ⊕ z) = (⟨z, z⟩ - ⟨one, z⟩ ^ 2 / m) / m /\
   unbiased V one ((m * v - m * v * (n - m) / (n - 1) / m) / m) * (n - 1) / n = v).

(* BN(ax) = BN(x), the gradient is divided by a = k², and orthogonal to x *)
Definition scale_invariance :=
  forall (V : space) (one x g h : V) (gamma beta sigma k : R),
  0 < ⟨one, one⟩ -> 0 < ⟨x, x⟩ -> 0 < sigma -> 0 < variance V one x -> k <> 0 ->
  let root z := sqrt (variance V one z) in
  let BN z := BN V one (root z) gamma beta z in
  let slope z h := derives (fun t => ⟨g, BN (z ⊕ t ⊙ h)⟩) in
  let ax := (k * k) ⊙ x in
  exists d, slope ax h d /\ exists e, slope x h e /\ exists along, slope x x along /\
  (m V one <> 0 /\ root ax <> 0 /\ root x <> 0 /\ k * k <> 0 /\
   0 <= variance V one ax /\ 0 <= variance V one x) /\
  (BN ax = BN x /\ d = e / (k * k) /\ along = 0).
