# Fits ranger on the rows TestBenchData wrote: Rscript peer-ranger.R FOLDER.
# Prints "name value" pairs in one line; exits 3 when ranger is not installed.
if (!requireNamespace("ranger", quietly = TRUE)) {
  cat("ranger is not installed\n")
  quit(status = 3)
}
folder <- commandArgs(trailingOnly = TRUE)[1]
load_rows <- function(name) {
  path <- file.path(folder, paste0(name, ".bin"))
  a <- matrix(readBin(path, "double", file.size(path) / 8), ncol = 41)
  d <- as.data.frame(a[, 1:40])
  d[] <- lapply(d, function(v) replace(v, is.na(v), median(v, na.rm = TRUE)))
  d$y <- factor(a[, 41], levels = c(0, 1))
  d
}
train <- load_rows("train")
later <- load_rows("later")
before <- proc.time()
trees <- as.integer(Sys.getenv("HUILIU_BENCH_TREES", "500"))
m <- ranger::ranger(y ~ ., train, num.trees = trees, probability = TRUE, min.node.size = 10, seed = 1, num.threads = 2)
took <- proc.time() - before
start <- proc.time()[["elapsed"]]
p <- predict(m, later, num.threads = 2)$predictions[, "1"]
score <- proc.time()[["elapsed"]] - start
y <- later$y == "1"
r <- rank(p)
auc <- (sum(r[y]) - sum(y) * (sum(y) + 1) / 2) / (sum(y) * sum(!y))
peak <- as.integer(gsub("[^0-9]", "", grep("VmHWM", readLines("/proc/self/status"), value = TRUE))) %/% 1024
cat(sprintf("fit-s %.3f fit-cpu-s %.3f scored/s %.0f auc %.4f brier %.4f mib %d\n", took[["elapsed"]],
            took[["user.self"]] + took[["sys.self"]], length(p) / score, auc, mean((p - y)^2), peak))
