"""Reference values for the statistics tests, from SciPy, statsmodels and mmh3.

python3 -m venv venv && venv/bin/pip install scipy==1.17.1 statsmodels==0.15.0 mmh3==5.3.1
venv/bin/python test/stats/reference.py > test/stats/reference.json && npx biome format --write test/stats/reference.json
"""

import json

import mmh3
import numpy
from scipy import special, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.proportion import proportion_confint


def table(function, *columns):
    return [[*row, float(function(*row))] for row in columns]


def grid(*axes):
    return [tuple(float(v) for v in row) for row in numpy.array(numpy.meshgrid(*axes)).T.reshape(-1, len(axes))]


def midp(b, c):
    n, fewer = int(b + c), int(min(b, c))
    exact = mcnemar([[0, int(b)], [int(c), 0]], exact=True).pvalue
    point = stats.binom.pmf(fewer, n, 0.5)
    return 1 - point / 2 if b == c else exact - point


reference = {
    "lnGamma": table(special.gammaln, *[(x,) for x in (1e-8, 0.1, 0.5, 0.999, 1.5, 3, 10.25, 171, 1e4, 1e8)]),
    "gammaP": table(special.gammainc, *grid([0.01, 0.5, 1, 7, 120, 5000], [1e-6, 0.3, 1, 8, 100, 4900])),
    "gammaQ": table(special.gammaincc, *grid([0.01, 0.5, 1, 7, 120, 5000], [0.3, 1, 8, 100, 600, 5500])),
    "betaI": table(lambda x, a, b: special.betainc(a, b, x), *grid([1e-9, 0.01, 0.3, 0.5, 0.9, 0.999999], [0.5, 2, 40, 900], [0.5, 3, 60, 1500])),
    "betaQuantile": table(lambda p, a, b: special.betaincinv(a, b, p), *grid([1e-20, 1e-6, 0.025, 0.5, 0.975], [0.5, 2, 40], [0.5, 3, 60])),
    "erfc": table(special.erfc, *[(x,) for x in (-6, -1, -1e-5, 0, 1e-9, 0.3, 1, 2.5, 6, 15, 26)]),
    "normalCdf": table(stats.norm.cdf, *[(x,) for x in (-37, -20, -8, -3, -1, -0.1, 0, 0.5, 1.96, 5)]),
    "normalQuantile": table(stats.norm.ppf, *[(x,) for x in (1e-300, 1e-100, 1e-20, 1e-9, 0.001, 0.025, 0.1, 0.499, 0.5, 0.501, 0.9, 0.975, 0.999999)]),
    "chiSquareTail": table(stats.chi2.sf, *grid([0.01, 1, 10, 104, 700], [1, 2, 5, 30])),
    "binomialCdf": table(stats.binom.cdf, *grid([0, 1, 5, 17], [18, 60, 5000], [1e-4, 0.1, 0.5])),
    "binomialPmf": table(stats.binom.pmf, *grid([0, 1, 5, 17], [18, 60, 5000], [1e-4, 0.1, 0.5])),
    "studentTTail": table(stats.t.sf, *grid([-3, 0, 0.5, 2, 12, 80], [1, 2, 5, 30, 1000])),
    "studentTQuantile": table(stats.t.ppf, *grid([1e-10, 0.01, 0.4, 0.5, 0.6, 0.975, 0.999], [1, 2, 5, 30, 1000])),
    "wilson": [
        [k, n, level, *map(float, proportion_confint(k, n, alpha=1 - level, method="wilson"))]
        for k, n in ((0, 5), (1, 1), (8, 10), (3, 1000), (999, 1000), (50000, 100000))
        for level in (0.9, 0.95, 0.999)
    ],
    "mcnemar": table(midp, *[(float(b), float(c)) for b, c in ((0, 1), (1, 8), (5, 5), (0, 12), (30, 70), (2, 90), (400, 520), (0, 900))]),
    "murmur128": [[text, mmh3.hash_bytes(text, x64arch=False).hex()] for text in ("", "a", "hello", "0123456789abcdef", "0123456789abcdefg", "敏捷的棕色狐狸 😀 jumps", "x" * 255)],
}
print("{\n" + ",\n".join(f"{json.dumps(name)}: [\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]" for name, rows in reference.items()) + "\n}")
