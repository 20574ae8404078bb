"""Rates and their intervals: Wilson, Clopper-Pearson, McNemar, Tango, weighted, clustered, calibration error."""

import math

import mpmath
import numpy
from scipy import optimize, stats
from sklearn.calibration import calibration_curve
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.power import normal_sample_size_one_tail
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.sandwich_covariance import cov_cluster
import statsmodels.api as sm

COUNTS = ((0, 5), (1, 1), (5, 5), (0, 1), (8, 10), (3, 1000), (999, 1000), (0, 10**8), (10**8, 10**8), (50_000, 100_000), (7, 10**9))


def midp(b, c):
    """Exact mid-p: the exact test of statsmodels less the point probability; far tails at 60 digits."""
    n, fewer = b + c, min(b, c)
    if n == 0:
        return 1
    if b == c:
        return 1 - stats.binom.pmf(fewer, n, 0.5) / 2
    if n > 2000:
        return 2 * stats.binom.cdf(fewer, n, 0.5) - stats.binom.pmf(fewer, n, 0.5)
    with mpmath.workdps(60):
        half = mpmath.mpf(1) / 2
        tail = mpmath.fsum(mpmath.binomial(n, k) for k in range(fewer + 1)) * half**n
        value = float(min(1, 2 * tail - mpmath.binomial(n, fewer) * half**n))
    checked = mcnemar([[0, b], [c, 0]], exact=True).pvalue - stats.binom.pmf(fewer, n, 0.5)
    assert math.isclose(value, checked, rel_tol=1e-6, abs_tol=1e-15)
    return value


def tango_bound(after, before, n, level, side):
    """Inverts the score test, whose nuisance rate maximises the trinomial likelihood numerically."""
    z = stats.norm.ppf((1 + level) / 2)

    def score(d):
        def negative(p21):
            p12 = p21 + d
            rest = 1 - p12 - p21
            if p12 < 0 or rest < 0 or p21 < 0:
                return math.inf
            parts = ((after, p12), (before, p21), (n - after - before, rest))
            return -sum(k * math.log(p) if p > 0 else (math.inf if k > 0 else 0) * -1 for k, p in parts if k > 0)

        low, high = max(0, -d), (1 - d) / 2
        best = optimize.minimize_scalar(negative, bounds=(low, high), method="bounded", options={"xatol": 1e-14}).x
        variance = n * (2 * best + d * (1 - d))
        return (after - before - n * d) / math.sqrt(variance)

    estimate = (after - before) / n
    if side == "low":
        return optimize.brentq(lambda d: score(d) - z, -1 + 1e-9, estimate - 1e-12, xtol=1e-13)
    return optimize.brentq(lambda d: score(d) + z, estimate + 1e-12, 1 - 1e-9, xtol=1e-13)


def clustered(rng, clusters, most):
    sizes = rng.integers(1, most + 1, size=clusters)
    habits = rng.beta(1, 2, size=clusters)
    return rng.binomial(sizes, habits).tolist(), sizes.tolist()


def design_effect(successes, sizes):
    """Cluster-robust variance of a mean (statsmodels), over that of a simple random sample."""
    y = numpy.concatenate([[1] * k + [0] * (n - k) for k, n in zip(successes, sizes)])
    groups = numpy.repeat(range(len(sizes)), sizes)
    fitted = sm.OLS(y, numpy.ones(len(y))).fit()
    m = len(sizes)
    # cov_cluster without its own small-sample factors, times m / (m - 1).
    variance = cov_cluster(fitted, groups, use_correction=False)[0, 0] * m / (m - 1)
    rate = y.mean()
    return max(1, variance / (rate * (1 - rate) / len(y)))


def hajek_mean(rng, units, binary):
    """Weighted mean with its linearised variance, by statsmodels' weighted least squares on a constant."""
    probability = rng.uniform(0.05, 1, size=units).round(3)
    cluster = rng.integers(units // 2, size=units)
    value = rng.random(units) < 0.4 if binary else rng.normal(3, 2, size=units).round(4)
    weight = 1 / probability
    fitted = sm.WLS(value.astype(float), numpy.ones(units), weights=weight).fit()
    m = len(set(cluster.tolist()))
    error = math.sqrt(cov_cluster(fitted, cluster, use_correction=False)[0, 0] * m / (m - 1))
    half = stats.t.ppf(0.975, m - 1) * error
    estimate = fitted.params[0]
    kish = weight.sum() ** 2 / (weight**2).sum()
    return [value.astype(float).tolist(), probability.tolist(), cluster.tolist(), estimate, estimate - half, estimate + half, kish]


def score_interval(rate, size, quantile):
    """Wilson's bounds by solving (rate - x)^2 = quantile^2 x (1 - x) / size."""

    def excess(x):
        return (rate - x) ** 2 * size - quantile**2 * x * (1 - x)

    low = 0 if rate == 0 else optimize.brentq(excess, 0, rate, xtol=1e-15)
    return low, 1 if rate == 1 else optimize.brentq(excess, rate, 1, xtol=1e-15)


def clustered_rate(successes, sizes, level):
    size = sum(sizes) / design_effect(successes, sizes)
    alike = max(sizes) == 1
    upper = (1 + level) / 2
    quantile = stats.norm.ppf(upper) if alike else stats.t.ppf(upper, len(sizes) - 1)
    rate = sum(successes) / sum(sizes)
    return [rate, *score_interval(rate, size, quantile), size]


def hajek_rate(rng, users, sizes):
    """The post-stratified rate and its interval, with arrays, from the description of src/stats/hajek.ts."""
    stratum = numpy.where(rng.random(users * 2) < 0.3, 1, 0)
    user = rng.integers(users, size=users * 2)
    probability = numpy.where(stratum == 1, rng.uniform(0.4, 1, users * 2), 0.1).round(3)
    value = (rng.random(users * 2) < numpy.where(stratum == 1, 0.6, 0.15)).astype(float)
    turns = rng.integers(1, 5, size=users * 2).astype(float)
    weight = turns / probability
    residual = numpy.zeros(len(weight))
    for h in (0, 1):
        inside = stratum == h
        weight[inside] *= sizes[h] / weight[inside].sum()
        mean = numpy.average(value[inside], weights=weight[inside])
        residual[inside] = weight[inside] * (value[inside] - mean) * math.sqrt(inside.sum() / (inside.sum() - 1))
    rate = numpy.average(value, weights=weight)
    names, index = numpy.unique(user, return_inverse=True)
    heavy = numpy.bincount(index, weights=weight)
    spread = numpy.bincount(index, weights=residual)
    half = heavy.max() / 2
    total = weight.sum() + 2 * half
    moved = (rate * weight.sum() + half) / total
    parts = numpy.append(spread + heavy * (rate - moved), [half * (1 - moved), -half * moved])
    variance = len(parts) / (len(parts) - 1) * (parts**2).sum() / total**2
    size = min(len(names), moved * (1 - moved) / variance)
    degrees = (heavy**2).sum() ** 2 / (heavy**4).sum() - 1
    low, high = score_interval(rate, size, stats.t.ppf(0.975, degrees))
    columns = [value, probability, turns, stratum, user]
    return [*[column.tolist() for column in columns], sizes, rate, low, high]


def plugin_ece(confidence, correct, bins):
    """From scikit-learn's calibration curve, whose bins leave out their lower end instead of their upper one."""
    accuracy, mean = calibration_curve(correct, confidence, n_bins=bins, strategy="uniform")
    index = numpy.digitize(confidence, numpy.linspace(0, 1, bins + 1)[1:-1])
    counts = numpy.bincount(index, minlength=bins)
    return float(numpy.sum(numpy.abs(accuracy - mean) * counts[counts > 0]) / len(confidence))


def ece_bias(confidence, correct, bins):
    """The mean of the folded normal at each bin's gap, less the gap, by numerical integration."""
    index = numpy.digitize(confidence, numpy.linspace(0, 1, bins + 1)[1:-1])
    bias = 0
    for b in set(index.tolist()):
        inside = index == b
        count = int(inside.sum())
        gap = abs(correct[inside].mean() - confidence[inside].mean())
        rate = (correct[inside].sum() + 2 * confidence[inside].mean()) / (count + 2)
        bias += count / len(confidence) * (stats.foldnorm.mean(gap / math.sqrt(rate * (1 - rate) / count), scale=math.sqrt(rate * (1 - rate) / count)) - gap)
    return float(bias)


def ece_rows(rng):
    rows = []
    for n, bins, shift in ((40, 5, 0), (300, 15, 0.1), (2000, 15, -0.05)):
        confidence = rng.uniform(0.2, 0.999, size=n).round(6)
        correct = rng.random(n) < numpy.clip(confidence + shift, 0, 1)
        plugin = plugin_ece(confidence, correct, bins)
        rows.append([confidence.tolist(), correct.tolist(), bins, plugin, max(0, plugin - ece_bias(confidence, correct, bins))])
    return rows


def users_needed(base, true, excluded, power, alpha, share):
    """statsmodels' sample size of a one-sided z test; its standard deviations are per user of the second group."""
    variance = base * (1 - base) / (1 - share) + true * (1 - true) / share
    of_new = normal_sample_size_one_tail(true - base - excluded, power, alpha, std_null=math.sqrt(variance))
    return float(of_new)


def tables():
    rng = numpy.random.default_rng(20260104)
    levels = (0.9, 0.95, 0.999, 1 - 1e-9)
    discordant = ((0, 0), (0, 1), (1, 8), (5, 5), (0, 12), (30, 70), (2, 90), (0, 45), (400, 520), (0, 900), (49_000, 51_000))
    tango_rows = ((12, 2, 50), (1, 0, 10), (3, 3, 100), (40, 10, 1000), (5, 90, 400), (300, 200, 100_000))
    groups = [clustered(rng, clusters, most) for clusters, most in ((3, 4), (40, 6), (300, 3), (25, 1))]
    power_rows = [(base, base, -base * loss, power, alpha, share) for base in (0.03, 0.05, 0.1) for loss in (0.05, 0.2) for power, alpha, share in ((0.8, 0.05, 0.5), (0.9, 0.025, 0.05))]
    power_rows.append((0.1, 0.08, 0, 0.8, 0.05, 0.5))
    return {
        "wilson": [[k, n, level, *proportion_confint(k, n, alpha=1 - level, method="wilson")] for k, n in COUNTS for level in levels],
        "clopperPearson": [[k, n, tail, *proportion_confint(k, n, alpha=2 * tail, method="beta")] for k, n in COUNTS for tail in (0.05, 0.025, 1e-6, 1e-9)],
        "mcnemar": [[b, c, midp(b, c)] for b, c in discordant],
        "tango": [[a, b, n, level, *[tango_bound(a, b, n, level, side) for side in ("low", "high")]] for a, b, n in tango_rows for level in (0.9, 0.95, 0.999)],
        "designEffect": [[k, n, design_effect(k, n)] for k, n in groups],
        "hajek": [hajek_mean(rng, units, binary) for units, binary in ((10, False), (200, False), (200, True))],
        "clusteredRate": [[k, n, level, *clustered_rate(k, n, level)] for k, n in groups for level in (0.9, 0.95, 0.999)],
        "hajekRate": [hajek_rate(rng, users, sizes) for users, sizes in ((8, [900, 300]), (60, [5000, 700]), (300, [4000, 9000]))],
        "usersNeeded": [[*row, users_needed(*row)] for row in power_rows],
        "calibrationError": ece_rows(rng),
    }
