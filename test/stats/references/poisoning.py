"""Statistics of poisoning: Fisher's one-sided tail, beta-binomial tail, mixture e-value of a rate, procedures of false discovery."""

import mpmath
import numpy
from scipy import stats
from statsmodels.stats.multitest import multipletests

FISHER = (
    (5, 5, 0, 5), (10, 10, 2, 40), (8, 10, 3, 30), (1, 5, 1, 5), (0, 7, 3, 9), (40, 40, 1, 400), (30, 50, 300, 5000),
    (60, 60, 5, 20000), (200, 300, 900, 40000), (3, 6, 0, 100000), (5, 5, 9, 9),
)  # fmt: skip
BETA_BINOMIAL = (
    (5, 5, 0.05, 0.1), (1, 5, 0.05, 0.1), (12, 14, 0.02, 0.1), (30, 30, 0.01, 0.15), (0, 9, 0.3, 0.2), (9, 9, 0.9, 0.25),
    (40, 60, 0.1, 0.1), (150, 400, 0.03, 0.25), (400, 400, 0.001, 0.1), (2, 1000, 0.0005, 0.1),
)  # fmt: skip
RATES = (
    (8, 10, 0.1), (0, 10, 0.15), (1, 1, 0.15), (15, 100, 0.15), (30, 100, 0.15), (100, 100, 0.2), (3, 50, 0.2),
    (600, 2000, 0.15), (0, 3000, 0.2), (5, 5, 0.99), (20, 400, 0.9),
)  # fmt: skip


def fisher(a, m, b, n):
    """Hypergeometric tail from whole numbers; SciPy's test gives the same as far as it reaches."""
    total = sum(mpmath.binomial(m, k) * mpmath.binomial(n, a + b - k) for k in range(a, min(m, a + b) + 1))
    tail = total / mpmath.binomial(m + n, a + b)
    checked = stats.fisher_exact([[a, m - a], [b, n - b]], alternative="greater").pvalue
    assert checked < 1e-12 or abs(checked / tail - 1) < 1e-7
    return tail


def beta_binomial(k, n, mean, rho):
    """The mixture itself: the binomial tail of a rate drawn from the beta distribution, integrated."""
    size = 1 / mpmath.mpf(rho) - 1
    a, b = mean * size, (1 - mean) * size
    tail = mpmath.fsum(mpmath.binomial(n, i) * mpmath.beta(a + i, b + n - i) / mpmath.beta(a, b) for i in range(k, n + 1))
    checked = stats.betabinom.sf(k - 1, n, float(a), float(b))
    assert checked < 1e-10 or abs(checked / tail - 1) < 1e-6
    return tail


def evidence(k, n, null):
    """Likelihood ratio, averaged over a uniform prior on the rates above, by numerical integration."""
    null = mpmath.mpf(null)
    peak = min(max(mpmath.mpf(k) / n, null), 1)
    spread = mpmath.sqrt(max(peak * (1 - peak), mpmath.mpf(1) / n) / n)
    near = [null, (null + 1) / 2, 1, *(peak + spread * i for i in (-12, -6, -3, 0, 3, 6, 12))]
    points = sorted({each for each in near if null <= each <= 1})
    ratio = lambda p: (p / null) ** k * ((1 - p) / (1 - null)) ** (n - k)  # noqa: E731
    return mpmath.log(mpmath.quad(ratio, points) / (1 - null))


def by(p, q):
    rejected, adjusted, *_ = multipletests(p, alpha=q, method="fdr_by")
    return {"p": p, "q": q, "rejected": [bool(each) for each in rejected], "adjusted": list(adjusted)}


def tables():
    rng = numpy.random.default_rng(20)
    with mpmath.workdps(30):
        return {
            "fisher": [(*row, fisher(*row)) for row in FISHER],
            "betaBinomial": [(*row, beta_binomial(*row)) for row in BETA_BINOMIAL],
            "rateEvidence": [(*row, evidence(*row)) for row in RATES],
            "anyDependence": [
                by([float(each) for each in rng.uniform(size=size) ** power], q)
                for size, power, q in ((1, 1, 0.05), (8, 4, 0.05), (40, 6, 0.01), (200, 3, 0.2))
            ],
        }
