"""Formulas broken one at a time: a sign, a factor or an exponent each, and nothing else.

`old` stands exactly once in the file (which the fast tests check), `new` takes its place. Where the
text is no part of a function, `run_by` names the row that must notice.
"""

from typing import NamedTuple


class Mutant(NamedTuple):
    """One change of one file of the package."""

    file: str
    old: str
    new: str
    run_by: str = ""

    def __str__(self) -> str:
        return f"{self.file}: {self.old}  ->  {self.new}"


DYNAMICS = [
    Mutant("dynamics/gd.py", "return w + lr * (g - H @ w)", "return w + 2 * lr * (g - H @ w)"),
    Mutant("dynamics/bngd.py", "a + lr_a * (x / sigma - a)", "a + lr_a * (x / sigma + a)"),
    Mutant("dynamics/bngd.py", "w + lr * (a / sigma) * v", "w + lr * a * v"),
    Mutant("dynamics/bngd.py", "(sigma2 * np.sqrt(sigma2))", "sigma2"),
    Mutant("dynamics/rayleigh.py", "r * g - Hw", "g - Hw"),
    Mutant("dynamics/normalized.py", "g - (x / sigma2) * Hw", "g + (x / sigma2) * Hw"),
    Mutant("dynamics/normalized.py", "(-a / sigma) * v", "(a / sigma) * v"),
    Mutant("dynamics/normalized.py", "(w @ g) / np.sqrt(w @ H @ w)", "(w @ g) / (w @ H @ w)"),
    Mutant("dynamics/normalized.py", "self.lr_a * (best - state.a)", "self.lr_a * best"),
    Mutant("dynamics/bnsgd.py", "momentum * tau - lr * (gradient + weight_decay * w)",
           "momentum * tau - lr * (gradient - weight_decay * w)"),
    Mutant("dynamics/clipping.py", "maximum(np.sqrt(dot(gradient, gradient)), limit)",
           "maximum(dot(gradient, gradient), limit)"),
    Mutant("dynamics/geodesics.py", "(dot(y, v) / dot(y, y)) * y", "dot(y, v) * y"),
    Mutant("dynamics/geodesics.py", "cos * y + sinc * h", "cos * y - sinc * h"),
    Mutant("dynamics/geodesics.py", "(sinc * y + versinc * h)", "(sinc * y - versinc * h)"),
    Mutant("dynamics/geodesics.py", "half * half / 2", "half * half"),
    Mutant("dynamics/geodesics.py", "return np.cos(size), _sinc(size)",
           "return np.cos(size), 2 * _sinc(size)"),
    Mutant("dynamics/geodesics.py", "_sinc(size / 2) ** 2 / 2", "_sinc(size / 2) / 2"),
    Mutant("dynamics/geodesics.py", "(_angle(sin, cos) / sin) * side", "_angle(sin, cos) * side"),
    Mutant("dynamics/geodesics.py", "np.arctan2(sin, cos)", "np.arctan2(sin, -cos)"),
    Mutant("dynamics/adamg.py", "beta1 * tau + (1 - beta1) * h", "beta1 * tau + (1 + beta1) * h"),
    Mutant("dynamics/adamg.py", "(1 - beta2) * dot(h, h)", "(1 - beta1) * dot(h, h)"),
    Mutant("dynamics/adamg.py", "np.sqrt(1 - beta2**t)", "np.sqrt(1 - beta2)"),
    Mutant("dynamics/adamg.py", "(1 - beta1**t) * np.sqrt(v + eps)",
           "(1 - beta1**t) * (np.sqrt(v) + eps)"),
    Mutant("dynamics/adamg.py", "transport_step(m, y, d)", "transport_step(d, y, d)"),
    Mutant("dynamics/sgdg.py", "momentum * tau - lr * clip_norm",
           "momentum * tau + lr * clip_norm"),
    Mutant("dynamics/sgdg.py", "(clip / maximum(np.sqrt(dot(h, h)), clip)) * h",
           "(clip / maximum(dot(h, h), clip)) * h"),
    Mutant("dynamics/sgdg.py", "rows = [2 * alpha *", "rows = [alpha *"),
    Mutant("dynamics/sgdg.py", "alpha / 2 * sum(", "alpha * sum("),
    Mutant("dynamics/gdnp.py", "s = -(norm2 * norm) / (L * g * h)", "s = -norm2 / (L * g * h)"),
    Mutant("dynamics/gdnp.py", "self.g * self.w / np.sqrt(self.w @ S @ self.w)",
           "self.g * self.w / (self.w @ S @ self.w)"),
    Mutant("dynamics/bnp.py", "G_b = G_b - mean @ G_w", "G_b = G_b + mean @ G_w"),
    Mutant("dynamics/bnp.py", "max(Number(m) / N, Number(1))", "max(Number(N) / m, Number(1))"),
    Mutant("dynamics/covariate_shift.py", "(H - G)) / np.sum(G * G)", "(H - G)) / np.sum(H * H)"),
    Mutant("dynamics/bisection.py", "middle = (a + b) / 2", "middle = (a + 3 * b) / 4"),
    Mutant("dynamics/certificate.py", "w @ problem.g, w @ problem.H @ w\n    return _root",
           "w @ problem.g, w @ w\n    return _root"),
]

PROBLEMS = [
    Mutant("problems/least_squares.py", "outer(self.g, self.g) / (self.u @ self.g)",
           "outer(self.g, self.g) / (self.g @ self.g)"),
    Mutant("problems/least_squares.py", "w @ self.g + w @ self.H @ w / 2",
           "w @ self.g + w @ self.H @ w"),
    Mutant("problems/least_squares.py", "np.sqrt(w @ self.H @ w) + a * a / 2",
           "np.sqrt(w @ self.H @ w) + a * a"),
    Mutant("problems/least_squares.py", "((a - x / np.sqrt(y)) ** 2 +",
           "((a + x / np.sqrt(y)) ** 2 +"),
    Mutant("problems/least_squares.py", "(y * self.u - x * w) / y", "(y * self.u + x * w) / y"),
    Mutant("problems/least_squares.py", "g=X.T @ y / n, c=y @ y / n", "g=X.T @ y / n, c=y @ y"),
    Mutant("problems/least_squares.py", "self.u + self.null_part(w)", "self.u - self.null_part(w)"),
    Mutant("problems/ranges.py", "solve(B @ self.H @ B.T, B @ g)", "solve(B @ B.T, B @ g)"),
    Mutant("problems/ranges.py", "((self.vectors.T @ g) / self.values)",
           "((self.vectors.T @ g) * self.values)"),
    Mutant("problems/gaussian/halfspaces.py", "c1 * u + c2 * (S @ w)", "c1 * u - c2 * (S @ w)"),
    Mutant("problems/gaussian/halfspaces.py", "c1 = slope - c2 * mean", "c1 = slope + c2 * mean"),
    Mutant("problems/gaussian/halfspaces.py", "c1**2 * self.gap(w)", "c1 * self.gap(w)"),
    Mutant("problems/gaussian/halfspaces.py", "mean**2) ** 0.5", "mean**2) ** 1.0"),
    Mutant("problems/gaussian/gaussian_data.py", "return -float((self.u @ w) ** 2",
           "return float((self.u @ w) ** 2"),
    Mutant("problems/gaussian/gaussian_data.py", "-X.T @ y.astype(float)", "X.T @ y.astype(float)"),
    Mutant("problems/gaussian/tanh_network.py", "self.u) + h.T @ xi @ B.T",
           "self.u) - h.T @ xi @ B.T"),
    Mutant("problems/gaussian/tanh_network.py", "-= 2 * self._loss.slope(F)",
           "-= self._loss.slope(F)"),
    Mutant("problems/gaussian/tanh_unit.py", "h - pull.sum() + others", "h - pull.sum() - others"),
    Mutant("problems/losses/margin.py", "radius=np.pi, smoothness=1 / 4",
           "radius=np.pi, smoothness=1 / 2", run_by="kohler2019.loss_smoothness"),
    Mutant("problems/losses/curvatures.py", "dtype=int) - p[:, :, None]",
           "dtype=int) + p[:, :, None]"),
    Mutant("problems/layers/transform.py", "return mean, inner(centred, centred) / m",
           "return mean, inner(centred, centred) / (m - 1)"),
    Mutant("problems/layers/transform.py", "variance * m / (m - 1)", "variance * (m - 1) / m"),
    Mutant("problems/layers/transform.py", "(along / m) * y_hat", "along * y_hat"),
    Mutant("problems/layers/transform.py", "inner(d_hat, centred) / (2 * s * s * s)",
           "inner(d_hat, centred) / (2 * s * s)"),
    Mutant("problems/layers/feature_statistics.py", "share * (1 - share) * (moved * moved)",
           "share * (moved * moved)"),
    Mutant("problems/layers/feature_statistics.py", "variance + eps1 * top + eps2",
           "variance + eps1 * variance + eps2"),
    Mutant("problems/layers/feature_statistics.py",
           "weights @ ((H - mean) * (H - mean)) / total", "weights @ ((H - mean) * (H - mean))"),
    Mutant("problems/layers/feature_statistics.py", "(1 - rho) / (1 - rho**count)", "(1 - rho)"),
    Mutant("problems/layers/feature_statistics.py", "(N - stored) * mean * mean",
           "(N - stored) * mean"),
    Mutant("problems/layers/normalized_weights.py", "return z_b - mean @ W, W",
           "return z_b + mean @ W, W"),
    Mutant("problems/layers/layer_operator.py", "layer.H.T @ bent / layer.N", "layer.H.T @ bent"),
    Mutant("problems/layers/layer_batch.py", "LayerBatch(self._dense() - mean,",
           "LayerBatch(self._dense() + mean,"),
    Mutant("problems/layers/batch_norm.py", "unbiased_variance(variance, len(x))", "variance"),
    Mutant("problems/regression/models.py", "self.X.T @ G_z + self.ridge * W",
           "self.X.T @ G_z - self.ridge * W"),
    Mutant("problems/regression/logistic.py", "float(θ[0] - mean @ w)", "float(θ[0] + mean @ w)"),
]

THEORY = [
    Mutant("theory/bngd.py", "lr * (problem.u @ problem.u) / (seen @ seen)",
           "lr * (seen @ seen) / (problem.u @ problem.u)"),
    Mutant("theory/bngd.py", "y / (a0 * a0 * (v @ v))", "y / (a0 * (v @ v))"),
    Mutant("theory/bngd.py", "max(abs(1 - lr_a),", "max(abs(1 + lr_a),"),
    Mutant("theory/bngd.py", "return float(values[null])", "return float(values[0])"),
    Mutant("theory/bngd.py", "(best**2 * (seen @ seen))", "(best * (seen @ seen))"),
    Mutant("theory/bngd.py", "(best**2 * _MEDIAN_CHI2)", "(best * _MEDIAN_CHI2)"),
    Mutant("theory/rates.py", "return 2 / _value(L)\n", "return 1 / _value(L)\n"),
    Mutant("theory/rates.py", "2 / (_value(L) + _value(mu))", "2 / (_value(L) - _value(mu))"),
    Mutant("theory/rates.py", "return (L - mu) / (L + mu)", "return (L - mu) / L"),
    Mutant("theory/rates.py", "_steps(mu, L, digits).ceil()", "_steps(mu, L, digits).floor()"),
    Mutant("theory/gdnp.py", "(1 - mu / L) * (1 - mu / L)", "(1 - mu / L)"),
    Mutant("theory/gdnp.py", "factor = (L - mu) / (L + mu)", "factor = (L - mu) / L"),
    Mutant("theory/gdnp.py", "lipschitz * width / 2**halvings", "lipschitz * width / halvings**2"),
    Mutant("theory/gdnp.py", "steps * phi * phi * gap0", "steps * phi * gap0"),
    Mutant("theory/sgdg.py", "lr * gradient_norm / (1 - momentum)",
           "lr * gradient_norm / (1 + momentum)"),
    Mutant("theory/sgdg.py", "(1 - momentum) * half_period", "(1 + momentum) * half_period"),
    Mutant("theory/sgdg.py", "2 * (1 + momentum) /", "2 * (1 - momentum) /"),
    Mutant("theory/smoothness.py", "(1 + eps / s2) * inner", "(1 - eps / s2) * inner"),
    Mutant("theory/smoothness.py", "- 3 * along * along / m) +", "- 2 * along * along / m) +"),
    Mutant("theory/smoothness.py", "factor = (start @ optimum) / (optimum @ optimum)",
           "factor = (start @ optimum) / (start @ start)"),
    Mutant("theory/weight_decay.py", "lr**2 * gradient_norm2 / (shrink * (2 - shrink))",
           "lr**2 * gradient_norm2 / (shrink * (1 - shrink))"),
    Mutant("theory/weight_decay.py", "(2 - shrink)) / (1 - shrink)",
           "(2 - shrink)) / (1 + shrink)"),
    Mutant("theory/weight_decay.py", "1 - 2 * shrink * (2 - shrink)",
           "1 - shrink * (2 - shrink)"),
    Mutant("theory/weight_decay.py", "lr / np.sqrt(equilibrium_norm4", "lr / (equilibrium_norm4"),
    Mutant("theory/explosion.py", "square / (square - (1 - slope) * (1 - slope))",
           "square / (square - (1 - slope))"),
    Mutant("theory/explosion.py", "1 + slope_squared / (1 + block * variance)",
           "1 + slope_squared / (1 + variance)"),
    Mutant("theory/explosion.py", "(value - mean) ** 2)", "value ** 2)"),
    Mutant("theory/table_moments.py", "self.n - first.transpose() * first",
           "self.n + first.transpose() * first"),
    Mutant("theory/weighted_hessians.py", "to_flint(s[:, None] * H_hat)",
           "to_flint(s[:, None] ** 2 * H_hat)"),
]

TRAINING = [
    Mutant("training/sgd.py", "return w - lr * gradient", "return w + lr * gradient"),
    Mutant("training/bn_outputs.py", "state.beta - lr * d_beta", "state.beta + lr * d_beta"),
    Mutant("training/bn_outputs.py", "state.beta - scale * mean", "state.beta + scale * mean"),
    Mutant("training/networks/rules.py", "w / np.sqrt(dot(w, w))", "w / dot(w, w)"),
    Mutant("training/networks/rules.py", "descend(w, gradient, rate)",
           "descend(w, gradient, 2 * rate)"),
]

EXACT = [
    Mutant("exact/pencils.py", "whole - (whole - less) / s", "whole - (whole - less) * s"),
]

MUTANTS = [*DYNAMICS, *PROBLEMS, *THEORY, *TRAINING, *EXACT]
