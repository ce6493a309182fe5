# Fits a peer on the rows TestBenchData wrote: peer-models.py xgboost|logistic FOLDER.
# Prints "name value" pairs in one line; exits 3 when the peer is not installed.
import resource
import sys
import time

try:
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import brier_score_loss, roc_auc_score
    from sklearn.preprocessing import StandardScaler

    if sys.argv[1] == "xgboost":
        import xgboost
except ImportError as missing:
    print(missing)
    sys.exit(3)


def load(name):
    a = np.fromfile(f"{sys.argv[2]}/{name}.bin", "<f8").reshape(41, -1)
    return np.ascontiguousarray(a[:40].T), a[40]


def complete(x, median):
    return np.where(np.isnan(x), median, x)


x, y = load("train")
later, outcome = load("later")
median = np.nanmedian(x, axis=0)
if sys.argv[1] == "xgboost":
    model = xgboost.XGBClassifier(n_estimators=200, max_depth=6, learning_rate=0.1, tree_method="hist",
                                  n_jobs=2, use_label_encoder=False, eval_metric="logloss")
else:  # the same columns as ours: medians, and a flag beside where there are gaps
    gaps = np.isnan(x).any(axis=0)
    flag, later_flag = np.isnan(x[:, gaps]), np.isnan(later[:, gaps])
    x, later = np.hstack([complete(x, median), flag]), np.hstack([complete(later, median), later_flag])
    model = LogisticRegression(C=1.0, max_iter=5000, tol=1e-8)

cpu, start = time.process_time(), time.time()
if sys.argv[1] == "logistic":
    scaler = StandardScaler().fit(x)
    model.fit(scaler.transform(x), y)
else:
    model.fit(x, y)
fit, fit_cpu = time.time() - start, time.process_time() - cpu
start = time.time()
p = model.predict_proba(scaler.transform(later) if sys.argv[1] == "logistic" else later)[:, 1]
score = time.time() - start
print(f"fit-s {fit:.3f} fit-cpu-s {fit_cpu:.3f} scored/s {len(p) / score:.0f} auc {roc_auc_score(outcome, p):.4f} "
      f"brier {brier_score_loss(outcome, p):.4f} mib {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}")
