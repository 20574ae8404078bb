"""Looks at any time: asymptotic confidence sequences, sample ratio, moments of ratios."""

import math

import mpmath
import numpy
from scipy import special, stats


def radius(n, alpha, tuned_for, sides):
    """Theorem 2.2, with the tuning by Lambert's W (section 2.2)."""
    level = alpha if sides == 2 else 2 * alpha
    rho2 = (-special.lambertw(-(level**2) * math.exp(-1), -1).real - 1) / tuned_for
    inside = math.sqrt(n * rho2 + 1)
    log = math.log(inside / alpha) if sides == 2 else math.log(1 + inside / (2 * alpha))
    return math.sqrt(2 * (n * rho2 + 1) / (n**2 * rho2) * log)


def e_value(counts, shares):
    """Dirichlet-multinomial over multinomial, at 40 digits: plain doubles lose too much at a million units."""
    with mpmath.workdps(40):
        shares = [mpmath.mpf(s) / sum(shares) for s in shares]
        n, ratios = sum(counts), []
        for weight in (10, 100, 1000, 10000):
            log = mpmath.loggamma(weight) - mpmath.loggamma(weight + n)
            for count, share in zip(counts, shares):
                log += mpmath.loggamma(weight * share + count) - mpmath.loggamma(weight * share) - count * mpmath.log(share)
            ratios.append(mpmath.exp(log))
        return float(sum(ratios) / 4)


def ratio_by_residuals(sums, sizes):
    """Variance of the residuals around the ratio, divided by the squared mean size."""
    y, x = numpy.array(sums, float), numpy.array(sizes, float)
    ratio = y.sum() / x.sum()
    return ratio, numpy.var(y - ratio * x, ddof=1) / x.mean() ** 2


def tables():
    rng = numpy.random.default_rng(20260103)
    radii = [[n, alpha, tuned, sides, radius(n, alpha, tuned, sides)] for n in (2, 100, 10_000, 10**8) for alpha in (0.001, 0.05, 0.2) for tuned in (500, 100_000) for sides in (1, 2)]
    counted = [([5000, 5300], [1, 1]), ([0, 40], [1, 1]), ([3, 2, 5], [0.2, 0.3, 0.5]), ([52_000, 948_000], [0.05, 0.95]), ([1, 0], [0.5, 0.5]), ([500_000, 503_500], [1, 1]), ([10**8, 10**8 + 30_000], [1, 1])]
    clusters = []
    for n in (2, 30, 500):
        sizes = rng.integers(1, 9, size=n)
        sums = rng.binomial(sizes, 0.3)
        clusters.append([sums.tolist(), sizes.tolist(), *ratio_by_residuals(sums, sizes)])
    return {
        "sequenceRadius": radii,
        "sampleRatio": [[c, s, stats.chisquare(c, numpy.array(s) / sum(s) * sum(c)).pvalue, e_value(c, s)] for c, s in counted],
        "ratioMoments": clusters,
    }
