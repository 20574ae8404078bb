"""The parts of the mixed model: ridge logistic regression, naive Bayes shares, boosted trees by histograms."""

import numpy
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import BernoulliNB


def sparse_set(rng, examples, columns):
    present = rng.random((examples, columns)) < 0.3
    x = numpy.where(present, numpy.round(rng.normal(size=(examples, columns)), 3), 0.0)
    chance = 1 / (1 + numpy.exp(-(1.5 * x[:, 0] - x[:, 1] - 0.5)))
    return x, (rng.random(examples) < chance).astype(int), rng.integers(1, 5, size=examples)


def ridge(rng):
    x, y, w = sparse_set(rng, 60, 8)
    for l2 in (0.1, 1, 10):
        model = LogisticRegression(C=1 / l2, tol=1e-12, max_iter=10_000, solver="newton-cholesky").fit(x, y, sample_weight=w)
        yield {"x": x.tolist(), "y": y.tolist(), "w": w.tolist(), "l2": l2, "weights": model.coef_[0].tolist(), "intercept": model.intercept_[0]}


def shares(rng):
    x, y, w = sparse_set(rng, 50, 6)
    model = BernoulliNB(alpha=1).fit((x != 0).astype(int), y, sample_weight=w)
    ratio = numpy.abs(model.feature_log_prob_[1] - model.feature_log_prob_[0])
    return {"x": x.tolist(), "y": y.tolist(), "w": w.tolist(), "ratios": ratio.tolist()}


def boosted(rng):
    for depth, unknown in ((2, 0.0), (3, 0.2)):
        x = numpy.round(rng.random((200, 4)) * 40)
        logit = 0.1 * x[:, 0] - 0.15 * x[:, 1] + 0.004 * x[:, 2] * x[:, 3] - 1
        y = (rng.random(200) < 1 / (1 + numpy.exp(-logit))).astype(int)
        x[rng.random(x.shape) < unknown] = numpy.nan
        settings = dict(learning_rate=0.1, max_iter=15, max_depth=depth, max_leaf_nodes=None, min_samples_leaf=1, l2_regularization=2.0, early_stopping=False)
        model = HistGradientBoostingClassifier(**settings).fit(x, y)
        rows = [[None if numpy.isnan(value) else value for value in row] for row in x]
        yield {"x": rows, "y": y.tolist(), "depth": depth, "rounds": 15, "rate": 0.1, "l2": 2, "scores": model.decision_function(x).tolist()}


def tables():
    rng = numpy.random.default_rng(62)
    return {"ridge": list(ridge(rng)), "shares": [shares(rng)], "boosted": list(boosted(rng))}
