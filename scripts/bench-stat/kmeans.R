# k-means of R on FILE (a matrix), K groups, STARTS starts, by Hartigan and Wong (the
# default) and by Lloyd. Prints "name seconds cpu-seconds within" of the best of RUNS.
a <- commandArgs(TRUE); k <- as.integer(a[2]); starts <- as.integer(a[3]); runs <- as.integer(a[4])
x <- as.matrix(read.csv(a[1]))
for (way in c("Hartigan-Wong", "Lloyd")) {
  set.seed(1)
  took <- replicate(runs, system.time(m <<- suppressWarnings(kmeans(x, k, nstart = starts, iter.max = 300, algorithm = way)))[1:3])
  cat(paste0("R_", way), min(took[3, ]), min(took[1, ] + took[2, ]), sprintf("%.6f", m$tot.withinss), "\n")
}
