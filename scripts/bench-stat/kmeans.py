"""k-means of scikit-learn on FILE, K groups, STARTS starts. Prints "name seconds cpu-seconds within"
of the best of RUNS."""
import sys, time
import numpy as np
from sklearn.cluster import KMeans

x = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
seconds, cpu = [], []
for _ in range(int(sys.argv[4])):
    t0, c0 = time.perf_counter(), time.process_time()
    m = KMeans(int(sys.argv[2]), n_init=int(sys.argv[3]), max_iter=300, random_state=1).fit(x)
    seconds.append(time.perf_counter() - t0)
    cpu.append(time.process_time() - c0)
print("sklearn", min(seconds), min(cpu), m.inertia_)
