"""Drift and false discoveries: psi, Jensen-Shannon, Kolmogorov-Smirnov, Benjamini-Hochberg, LORD++."""

import itertools
import math

import mpmath
import numpy
from scipy import stats
from scipy.spatial import distance
from statsmodels.stats.multitest import multipletests


def psi_by_hand(expected, actual):
    e, a = numpy.array(expected, float), numpy.array(actual, float)
    seen = (e > 0) | (a > 0)
    e, a = e[seen] + 0.5, a[seen] + 0.5
    e, a = e / e.sum(), a / a.sum()
    # Both Kullback-Leibler divergences add up to the index.
    return stats.entropy(a, e) + stats.entropy(e, a)


def psi_tail(expected, actual):
    e, a = numpy.array(expected, float), numpy.array(actual, float)
    degrees = int(((e > 0) | (a > 0)).sum()) - 1
    return stats.chi2.sf(psi_by_hand(expected, actual) / (1 / e.sum() + 1 / a.sum()), degrees)


def jensen_shannon(p, q):
    """By the definition at 50 digits; SciPy's doubles cancel where the two are nearly alike."""
    with mpmath.workdps(50):
        p, q = [[mpmath.mpf(w) / mpmath.fsum(side) for w in side] for side in (p, q)]
        parts = [a * mpmath.log(2 * a / (a + b), 2) for x, y in zip(p, q) for a, b in ((x, y), (y, x)) if a > 0]
        exact = float(mpmath.sqrt(mpmath.fsum(parts) / 2))
    return exact


def ks_by_orders(a, b):
    """The exact p given the ties: every order of the pooled values, counted."""
    pooled = sorted(a + b)
    n = len(a)

    def d(first):
        second = list(pooled)
        for value in first:
            second.remove(value)
        points = sorted(set(pooled))
        return max(abs(sum(v <= x for v in first) * len(second) - sum(v <= x for v in second) * n) for x in points)

    seen = d(sorted(a))
    orders = list(itertools.combinations(range(len(pooled)), n))
    return sum(d([pooled[i] for i in chosen]) >= seen for chosen in orders) / len(orders)


def lord_plus_plus(p_values, alpha):
    gamma = [0.07720838 * math.log(max(j, 2)) / (j * math.exp(math.sqrt(math.log(j)))) for j in range(1, len(p_values) + 1)]
    w0, found, levels = alpha / 2, [], []
    for t in range(1, len(p_values) + 1):
        level = gamma[t - 1] * w0
        if found:
            level += (alpha - w0) * gamma[t - found[0] - 1] + alpha * sum(gamma[t - tau - 1] for tau in found[1:])
        levels.append(level)
        if p_values[t - 1] <= level:
            found.append(t)
    return levels


def tables():
    rng = numpy.random.default_rng(20260101)
    histograms = [([50, 50], [80, 20]), ([10, 20, 30], [10, 20, 30]), ([5, 0, 3, 0], [0, 4, 3, 0]), ([1000] * 10, [1010, 990] * 5), ([1, 1], [0, 100000]), ([7], [9])]
    histograms += [(rng.multinomial(n, [0.1] * 10).tolist(), rng.multinomial(m, rng.dirichlet([5] * 10)).tolist()) for n, m in ((30, 40), (500, 200), (100000, 90000))]
    weights = [([1, 0], [1, 1]), ([1, 0], [0, 1]), ([1, 2, 3], [2, 4, 6]), ([0.5, 0.5], [0.5000001, 0.4999999]), ([1, 1e-9, 0], [1, 0, 1e-9])] + [(e, a) for e, a in histograms]
    continuous = []
    for n, m, shift in ((1, 1, 0), (3, 3, 9), (5, 8, 0.5), (30, 40, 1), (60, 60, 4), (150, 200, 0.2), (200, 190, 2)):
        continuous.append((rng.normal(size=n).round(8).tolist(), rng.normal(shift, size=m).round(8).tolist()))
    tied = [([1, 1, 2], [2, 3, 3]), ([1, 2, 2, 3], [2, 2, 4, 5, 5]), ([0, 0, 0, 0], [0, 0, 1]), ([1, 1], [1, 1, 1]), ([1, 1, 1, 1, 2, 5], [3, 4, 4, 4, 5])]
    p_lists = [[0.01, 0.02, 0.5], [0.9, 0.04, 0.03, 0.02, 0.01], [1e-12, 1e-9, 0.2, 0.2, 0.2, 1], [0.05], rng.uniform(size=40).tolist(), (rng.uniform(size=60) ** 4).tolist()]
    streams = [([1e-5, 0.5, 0.001, 0.9, 1e-9, 0.0002, 0.3, 0.01], 0.05), (rng.uniform(size=200).tolist(), 0.1), ((rng.uniform(size=100) ** 8).tolist(), 0.05)]
    for p, q in weights:
        assert math.isclose(jensen_shannon(p, q), distance.jensenshannon(p, q, base=2), rel_tol=1e-9, abs_tol=1e-8)
    return {
        "psi": [[e, a, psi_by_hand(e, a)] for e, a in histograms],
        "psiTail": [[e, a, psi_tail(e, a)] for e, a in histograms if len(e) > 1],
        "jensenShannon": [[p, q, jensen_shannon(p, q)] for p, q in weights],
        "ksExact": [[a, b, *stats.ks_2samp(a, b, method="exact")[:2]] for a, b in continuous],
        "ksTied": [[a, b, stats.ks_2samp(a, b).statistic, ks_by_orders(a, b)] for a, b in tied],
        "ksAsymptotic": [[a, b, stats.kstwobign.sf(math.sqrt(len(a) * len(b) / (len(a) + len(b))) * stats.ks_2samp(a, b).statistic)] for a, b in continuous[2:]],
        "kolmogorovTail": [[x, stats.kstwobign.sf(x)] for x in (0.03, 0.1, 0.3, 0.5, 0.8, 0.99, 1, 1.01, 1.36, 2, 3, 3.7, 6, 12)],
        "benjaminiHochberg": [[p, *[multipletests(p, 0.05, method)[1].tolist() for method in ("fdr_bh", "fdr_by")]] for p in p_lists],
        "lordPlusPlus": [[p, alpha, lord_plus_plus(p, alpha)] for p, alpha in streams],
    }
