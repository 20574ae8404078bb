"""Agreement: Krippendorff's alpha, Cohen's kappa, Dawid and Skene's consensus."""

import krippendorff
import numpy
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa

NAMES = ["a", "b", "c", "d", "e"]


def alpha_rows(rng):
    matrices = [
        [[0, 0], [1, 1], [0, 1], [1, None]],
        [[0, 1], [1, 0]],
        [[0, 0], [1, 1], [2, 2]],
        [[0, 0, 0], [0, 0, 1], [1, None, 1], [None, None, 2], [2, 2, 1], [0, None, None]],
    ]
    for units, annotators, labels, missing, error in ((40, 3, 2, 0.3, 0.2), (200, 5, 4, 0.5, 0.1), (60, 2, 5, 0.0, 0.6), (500, 8, 3, 0.7, 0.02)):
        truth = rng.integers(labels, size=units)
        wrong = rng.random((units, annotators)) < error
        answers = numpy.where(wrong, rng.integers(labels, size=(units, annotators)), truth[:, None])
        gone = rng.random((units, annotators)) < missing
        matrices.append([[None if g else int(x) for x, g in zip(*rows)] for rows in zip(answers, gone)])
    rows = []
    for matrix in matrices:
        data = numpy.array([[numpy.nan if x is None else x for x in unit] for unit in matrix], float).T
        value = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        rows.append([[[None if x is None else NAMES[x] for x in unit] for unit in matrix], value])
    return rows


def kappa_rows(rng):
    pairs = [([0, 0, 1, 1], [0, 1, 1, 1]), ([0, 1, 0, 1], [1, 0, 1, 0]), ([0] * 90 + [1] * 10, [0] * 85 + [1] * 15)]
    for n, labels, error in ((50, 2, 0.3), (400, 5, 0.2), (30, 3, 0.9), (3000, 4, 0.01)):
        truth = rng.integers(labels, size=n)
        answers = [numpy.where(rng.random(n) < error, rng.integers(labels, size=n), truth).tolist() for _ in range(2)]
        pairs.append(tuple(answers))
    rows = []
    for a, b in pairs:
        size = max(a + b) + 1
        table = numpy.zeros((size, size))
        numpy.add.at(table, (a, b), 1)
        result = cohens_kappa(table)
        assert abs(result.kappa - cohen_kappa_score(a, b)) < 1e-12
        rows.append([[NAMES[x] for x in a], [NAMES[x] for x in b], result.kappa, max(-1, result.kappa_low), min(1, result.kappa_upp)])
    return rows


def dawid_skene(answers, labels, annotators, trust, smoothing, iterations):
    """By the book, with dense arrays: counts[item, annotator, label]."""
    items = sorted({item for item, _, _ in answers})
    counts = numpy.zeros((len(items), annotators, labels))
    for item, annotator, label in answers:
        counts[items.index(item), annotator, label] += 1
    posterior = counts.sum(axis=1)
    posterior /= posterior.sum(axis=1, keepdims=True)
    prior_counts = numpy.full((labels, labels), smoothing / (labels - 1))
    numpy.fill_diagonal(prior_counts, trust)

    def maximise():
        priors = posterior.sum(axis=0) + smoothing / labels
        confusion = numpy.einsum("it,ial->atl", posterior, counts) + prior_counts
        return priors / priors.sum(), confusion / confusion.sum(axis=2, keepdims=True)

    priors, confusion = maximise()
    for _ in range(iterations):
        likelihood = numpy.prod(confusion[None, :, :, :] ** counts[:, :, None, :], axis=(1, 3)) * priors
        posterior = likelihood / likelihood.sum(axis=1, keepdims=True)
        priors, confusion = maximise()
    return posterior, confusion, priors


def dawid_skene_rows(rng):
    rows = []
    for items, annotators, labels, each, errors, trust, smoothing, iterations in (
        (12, 3, 2, 3, [0.1, 0.2, 0.4], 1.5, 0.5, 1),
        (30, 5, 3, 3, [0.05, 0.1, 0.2, 0.3, 0.8], 1.5, 0.5, 25),
        (40, 6, 5, 2, [0.0, 0.1, 0.1, 0.3, 0.5, 0.9], 3, 1, 10),
    ):
        truth = rng.integers(labels, size=items)
        answers = []
        for item in range(items):
            for annotator in rng.choice(annotators, size=each, replace=False):
                wrong = rng.random() < errors[annotator]
                label = (truth[item] + 1 + rng.integers(labels - 1)) % labels if wrong else truth[item]
                answers.append((item, int(annotator), int(label)))
        posterior, confusion, priors = dawid_skene(answers, labels, annotators, trust, smoothing, iterations)
        named = [[f"item {item:02}", f"annotator {annotator}", NAMES[label]] for item, annotator, label in answers]
        rows.append([named, trust, smoothing, iterations, posterior.tolist(), confusion.tolist(), priors.tolist()])
    return rows


def tables():
    rng = numpy.random.default_rng(20260102)
    return {
        "krippendorffAlpha": alpha_rows(rng),
        "cohenKappa": kappa_rows(rng),
        "dawidSkene": dawid_skene_rows(rng),
    }
