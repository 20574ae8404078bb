"""Special functions and distributions, tails included. Doubles where SciPy is exact enough, mpmath where it is not."""

import mmh3
import mpmath
import numpy
from scipy import special, stats


def table(function, rows):
    return [[*row, float(function(*row))] for row in rows]


def grid(*axes):
    return [tuple(float(v) for v in row) for row in numpy.array(numpy.meshgrid(*axes)).T.reshape(-1, len(axes))]


def exact(function):
    """At 60 digits; an underflow below the smallest double is 0."""

    def value(*arguments):
        with mpmath.workdps(60):
            return float(function(*[mpmath.mpf(a) for a in arguments]))

    return value


def beta_i(x, a, b):
    """SciPy, unless the value is so small or the parameters so large that it loses digits."""
    return special.betainc(a, b, x)


def binomial_pmf(k, n, p):
    return mpmath.exp(mpmath.loggamma(n + 1) - mpmath.loggamma(k + 1) - mpmath.loggamma(n - k + 1) + k * mpmath.log(p) + (n - k) * mpmath.log1p(-p))


def stirling_error(x):
    return mpmath.loggamma(x) - ((x - 0.5) * mpmath.log(x) - x + mpmath.log(2 * mpmath.pi) / 2)


def t_tail(t, degrees):
    return exact(lambda t, d: mpmath.betainc(d / 2, mpmath.mpf(1) / 2, 0, d / (d + t * t), regularized=True) / 2)(t, degrees)


def tables():
    small = (1e-300, 1e-100, 1e-20, 1e-12, 1e-9)
    return {
        "lnGamma": table(special.gammaln, [(x,) for x in (1e-300, 1e-8, 0.1, 0.5, 0.999, 1.5, 3, 10.25, 171, 1e4, 1e8, 1e12)]),
        "stirlingError": table(exact(stirling_error), [(x,) for x in (0.5, 1, 3, 9.5, 15.9, 16, 40, 1e3, 1e8)]),
        "peakLoss": table(exact(lambda x: mpmath.log(x) - (x - 1)), [(x,) for x in (1e-30, 0.01, 0.7, 0.9, 0.999, 1.0001, 1.09, 1.11, 6)]),
        "gammaP": table(special.gammainc, grid([0.01, 0.5, 1, 7, 120, 5000], [1e-6, 0.3, 1, 8, 100, 4900]) + [(1e8, 1e8), (1e8, 1e8 - 3e4), (1e6, 1e6 + 2e3)]),
        "gammaQ": table(special.gammaincc, grid([0.01, 0.5, 1, 7, 120, 5000], [0.3, 1, 8, 100, 600, 5500]) + [(1e8, 1e8), (1e8, 1e8 + 7e4), (1e6, 1e6 + 6e3)]),
        "betaI": table(beta_i, grid([1e-9, 0.01, 0.3, 0.5, 0.9, 0.999999], [0.5, 2, 40, 900], [0.5, 3, 60, 1500]) + [(0.499, 1e6, 1e6), (0.4997, 1e8, 1e8), (1e-6, 10, 1e7), (0.05, 49_000, 951_000)]),
        "betaQuantile": table(lambda p, a, b: special.betaincinv(a, b, p), grid([1e-20, 1e-12, 1e-9, 1e-6, 0.025, 0.5, 0.975], [0.5, 2, 40], [0.5, 3, 60]) + [(1e-9, 1e6, 1e6), (0.025, 49_000, 951_000), (1e-9, 1, 1e8)]),
        "erfc": table(special.erfc, [(x,) for x in (-6, -1, -1e-5, 0, 1e-9, 0.3, 1, 2.5, 6, 15, 26)]),
        "normalCdf": table(stats.norm.cdf, [(x,) for x in (-37, -20, -8, -7.03, -5.9978, -3, -1, -0.1, 0, 0.5, 1.96, 5)]),
        "normalQuantile": table(stats.norm.ppf, [(x,) for x in (*small, 0.001, 0.025, 0.1, 0.499, 0.5, 0.501, 0.9, 0.975, 0.999999, 1 - 1e-9)]),
        "chiSquareTail": table(stats.chi2.sf, grid([0.01, 1, 10, 104, 700], [1, 2, 5, 30]) + [(50.84, 1), (1400, 1000), (1e6, 1e6), (1010000, 1e6)]),
        "binomialCdf": table(stats.binom.cdf, grid([0, 1, 5, 17, 18], [18, 60, 5000], [1e-4, 0.1, 0.5]) + [(0, 1e6, 1e-5), (49_000, 1e6, 0.05), (4.99e7, 1e8, 0.5), (3, 1e9, 1e-9), (0, 0, 0.3), (1, 1, 0.3), (0, 1, 0.3)]),
        "binomialPmf": table(exact(binomial_pmf), grid([0, 1, 5, 17, 18], [18, 60, 5000], [1e-4, 0.1, 0.5]) + [(0, 1e6, 1e-5), (50_000, 1e6, 0.05), (49_000, 1e6, 0.05), (5e7, 1e8, 0.5), (4.99e7, 1e8, 0.5), (1e6, 1e6, 0.9999)]),
        "studentTTail": table(stats.t.sf, grid([-3, 0, 0.5, 2], [1, 2, 5, 30, 1000])) + table(t_tail, grid([7, 12, 80], [1, 2, 5, 30, 1000])),
        "studentTQuantile": table(stats.t.ppf, grid([1e-12, 1e-10, 1e-9, 0.01, 0.4, 0.5, 0.6, 0.975, 0.999], [1, 2, 5, 30, 1000])),
        "murmur128": [[text, mmh3.hash_bytes(text, x64arch=False).hex()] for text in ("", "a", "hello", "0123456789abcdef", "0123456789abcdefg", "敏捷的棕色狐狸 😀 jumps", "x" * 255)],
    }
