# Cox and Kaplan-Meier by R survival on FILE (time,event,x1 … x10). Prints
# "name seconds cpu-seconds check" of the best of RUNS: log likelihood, and survival at the median time.
a <- commandArgs(TRUE); runs <- as.integer(a[2])
suppressMessages(library(survival))
d <- read.csv(a[1])
best <- function(f) { took <- replicate(runs, system.time(f())[1:3]); c(min(took[3, ]), min(took[1, ] + took[2, ])) }
fit <- function() m <<- coxph(Surv(time, event) ~ ., d, ties = "efron")
km <- function() k <<- survfit(Surv(time, event) ~ 1, d, conf.type = "log-log")
cat("cox", best(fit), sprintf("%.6f", m$loglik[2]), "\n")
cat("km", best(km), sprintf("%.9f", summary(k, times = median(d$time))$surv), "\n")
