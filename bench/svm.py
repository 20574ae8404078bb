"""The linear SVM that bench/classifier.ts is compared with.

Reads {"train": [[text, label]], "test": [text], "cjk": bool} from standard input, prints
{"predictions": [label], "trainCpuSeconds": s}. LinearSVC with C = 1 on sublinear TF-IDF: words 1-2 and characters 2-5
inside words, or characters 1-3 for Chinese; settings chosen on development splits, as the classifier's are.
"""

import json
import sys
import time

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

job = json.load(sys.stdin)
if job["cjk"]:
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
else:
    vectorizer = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
texts, labels = zip(*job["train"])
start = time.process_time()
model = LinearSVC(C=1).fit(vectorizer.fit_transform(texts), labels)
seconds = time.process_time() - start
predictions = model.predict(vectorizer.transform(job["test"])).tolist()
json.dump({"predictions": predictions, "trainCpuSeconds": seconds}, sys.stdout)
