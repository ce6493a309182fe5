package churn

import "huiliu/engine/survival"

// Reasons a window is suggested for; texts are churn.reason.<code> of the catalogue.
const (
	// ReasonFlattened: waiting another 30 days would add few returns to those already seen.
	ReasonFlattened = "flattened"
	// ReasonHistoryShort: the curve still rises at the longest window the history can check.
	ReasonHistoryShort = "history_short"
	// ReasonFewRepeat: too few repeat purchases to draw a curve; the usual window is taken.
	ReasonFewRepeat = "few_repeat"
	// ReasonDefault: the curve still rises after a year; the longest window is taken.
	ReasonDefault = "default"
)

const (
	usualWindow = 90
	// longerWait is the extra patience that is weighed against the returns it brings.
	longerWait = 30
	// flatGain: the curve counts as flat when longerWait more days add at most
	// this share to the returns seen so far. Relative to the returns, not to all
	// customers: many one-time buyers press the whole curve down, and an absolute
	// limit would then call any window flat.
	flatGain = 0.05
	// minFinished is how many finished gaps a curve needs to be worth reading.
	minFinished = 100
	// historyShare: a window may use at most a third of the history, so that before
	// it there is as much to look back on, and after it to check it.
	historyShare = 3
)

// suggest chooses the smallest window of the sweep at which the curve of returns
// has flattened: F(W+30) − F(W) ≤ 5 % of F(W), F the Kaplan–Meier share that has
// bought again. Windows beyond a third of the history are not considered.
func suggest(c survival.Curve, finished int64, history int) (window int, reason string) {
	limit := max(1, history/historyShare)
	if finished < minFinished {
		return min(usualWindow, limit), ReasonFewRepeat
	}
	longest := 0
	for _, w := range Windows() {
		if w > limit {
			break
		}
		longest = w
		if flat(c, w) {
			return w, ReasonFlattened
		}
	}
	all := Windows()
	switch longest {
	case 0:
		return limit, ReasonHistoryShort
	case all[len(all)-1]:
		return longest, ReasonDefault
	}
	return longest, ReasonHistoryShort
}

// flat needs the end of the wait to be observed: beyond the last gap the curve is
// carried on flat and says nothing.
func flat(c survival.Curve, window int) bool {
	end := float64(window + longerWait)
	if end > c.Last() {
		return false
	}
	now, later := 1-c.At(float64(window)), 1-c.At(end)
	return now > 0 && later-now <= flatGain*now
}
