(** The hypotheses of the theorems of KohlerRates.v hold somewhere: on the line, for H = 1. *)

From Coq Require Import Reals Lra.
From BnLinear Require Import UniversalStatement UniversalSpace UniversalRn KohlerRates.
Local Open Scope R_scope.

Theorem rayleigh_rate_instance :
  exists (E : space) (H : E -> E) (mu L : R) (u g w : E),
  spectrum_in H mu L /\ H u = g /\ x g w <> 0.
Proof.
  exists (Rn 1), (fun v => v), 1, 1, (1, tt), (1, tt), (1, tt).
  repeat split; try (intros; lra); cbn; lra.
Qed.

(** After any number of steps, each of which is one of GDNP's. *)
Theorem gdnp_rate_instance T :
  exists (E : space) (H : E -> E) (mu L : R) (u g : E) (w : nat -> E) (c1 c2 length : nat -> R)
    (Phi bisection : R) (z : E),
  spectrum_in H mu L /\ H u = g /\ x g (w O) <> 0 /\
  (forall k, (k < T)%nat -> c1 k <> 0 /\ length k <> 0 /\
    w (S k) = gdnp_direction_step H L g (c1 k) (c2 k) (length k) (w k)) /\
  let full := stein_gradient H g (c1 T) (c2 T) (length T) (w T) in
  c1 T ^ 2 <= Phi ^ 2 /\ length_slope H g (c1 T) (c2 T) (length T) (w T) ^ 2 <= bisection /\
  H z = full.
Proof.
  pose (start := (1, tt) : Rn 1); pose (H := fun v : Rn 1 => v); pose (one := fun _ : nat => 1).
  pose (w := fix w k := match k with O => start
                        | S m => gdnp_direction_step H 1 start 1 1 1 (w m) end).
  exists (Rn 1), H, 1, 1, start, start, w, one, one, one, 1.
  exists (length_slope H start 1 1 1 (w T) ^ 2), (stein_gradient H start 1 1 1 (w T)).
  repeat split; try (intros; unfold one, H; lra); cbn; lra.
Qed.

(** They are the hypotheses: the theorems apply to these instances. *)
Goal True.
Proof.
  destruct rayleigh_rate_instance as (E & H & mu & L & u & g & w & HS & Hu & ne).
  pose proof (@rayleigh_rate E H mu L HS u g Hu w 1%nat ne); exact I.
Qed.

Goal True.
Proof.
  destruct (gdnp_rate_instance 1)
    as (E & H & mu & L & u & g & w & c1 & c2 & l & Phi & b & z & HS & Hu & ne & steps & le).
  destruct le as (bound & slope & Hz).
  exact (let _ := @gdnp_rate E H mu L HS u g Hu w c1 c2 l 1%nat Phi b z ne steps bound slope Hz in I).
Qed.
