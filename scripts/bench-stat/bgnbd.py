"""BG/NBD on FILE (x,t_x,T): lifetimes where it is installed, else the same likelihood in
numpy by scipy's BFGS from the same start, with analytic gradients where lifetimes
differentiates automatically. Prints "name seconds cpu-seconds logLik" of the best of RUNS."""
import sys, time
import numpy as np

x, tx, T = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, unpack=True)
runs = int(sys.argv[2])


def by_lifetimes():
    from lifetimes import BetaGeoFitter
    f = BetaGeoFitter(penalizer_coef=0.0).fit(x, tx, T)
    return f, lambda: -f._negative_log_likelihood(np.log(f.params_.values), x, tx, T, np.ones_like(x), 0.0) * len(x)


def by_scipy():
    from scipy.optimize import minimize
    from scipy.special import gammaln, psi
    scale = 10 / T.max()  # as lifetimes does
    t, a_ = tx * scale, T * scale
    xpos, x1 = x > 0, np.maximum(x, 1)

    def f(u):
        r, al, a, b = np.exp(u)
        la, lt = np.log(al + a_), np.log(al + t)
        common = gammaln(r + x) - gammaln(r) + r * np.log(al) + gammaln(a + b) - gammaln(a + b + x) + gammaln(b + x) - gammaln(b)
        here = -(r + x) * la
        gone = np.where(xpos, np.log(a) - np.log(b + x1 - 1) - (r + x) * lt, -np.inf)
        total = np.logaddexp(here, gone)
        g = np.exp(gone - total)
        pab = psi(a + b) - psi(a + b + x)
        dr = psi(r + x) - psi(r) + np.log(al) - (1 - g) * la - g * lt
        dal = r / al - (r + x) * ((1 - g) / (al + a_) + g / (al + t))
        da = pab + g / a
        db = pab + psi(b + x) - psi(b) - g / (b + x1 - 1)
        return -(common + total).mean(), -np.array([dr.mean() * r, dal.mean() * al, da.mean() * a, db.mean() * b])

    best = minimize(f, np.full(4, 0.1), jac=True, tol=1e-7)
    return best, lambda: -best.fun * len(x) + x.sum() * np.log(scale)


try:
    import lifetimes  # noqa: F401
    name, fit = "lifetimes", by_lifetimes
except ImportError:
    name, fit = "scipy", by_scipy
seconds, cpu = [], []
for _ in range(runs):
    t0, c0 = time.perf_counter(), time.process_time()
    _, loglik = fit()
    seconds.append(time.perf_counter() - t0)
    cpu.append(time.process_time() - c0)
print(name, min(seconds), min(cpu), loglik())
