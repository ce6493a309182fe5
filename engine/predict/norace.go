package predict

// Pending is the code of a race that has not been held yet.
const Pending = "pending"

// NoRace is the result where nothing can be predicted, with the code of why.
func NoRace(code string) Race {
	race := newRace(DesignFolds, 0)
	race.Skipped = code
	return race
}
