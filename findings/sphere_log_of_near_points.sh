#!/usr/bin/env sh
# geoopt 0.5.1 and pymanopt 2.2.1, unit sphere: the logarithm of the point that a short step reached has not the
# length of the step. geoopt: a step of 1e-6 comes back as 4e-4, which is also its distance of a point from itself, in
# float64, since the cosine is clamped below 1; pymanopt: a step of 1e-9 comes back as 2e-16, from the arccos of a
# cosine near 1. A method that measures its last steps by them never sees itself converge, or sees it too soon. Here:
# the angle is taken from its sine as well.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
${PYTHON:-python3} -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'torch==2.13.0'
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check 'geoopt==0.5.1' 'pymanopt==2.2.1' 'numpy>=2'
"$folder/venv/bin/python" - <<'PYTHON'
import geoopt
import numpy as np
import pymanopt
import torch

p, q = np.array([0.6, 0.8, 0.0]), np.array([0.0, 0.0, 1.0])  # p on the sphere, q tangent at p
sphere, point = geoopt.Sphere(), torch.from_numpy(p)
itself = float(sphere.dist(point, point))
back = float(sphere.logmap(point, sphere.expmap(point, 1e-6 * torch.from_numpy(q))).norm())
print(f"geoopt: distance of p from p {itself:.3g}; a step of 1e-6 comes back as {back:.3g}")
assert itself > 1e-4 and back > 1e-4, "changed: geoopt sees short distances now"
sphere = pymanopt.manifolds.Sphere(3)
itself = sphere.dist(p, p)
back = np.linalg.norm(sphere.log(p, sphere.exp(p, 1e-9 * q)))
print(f"pymanopt: distance of p from p {itself:.3g}; a step of 1e-9 comes back as {back:.3g}")
assert not 0.5e-9 < back < 2e-9, "changed: pymanopt sees short distances now"
PYTHON
