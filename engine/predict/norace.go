package predict

// NoRace is the result where nothing can be predicted, with the code of why.
func NoRace(code string) Race {
	race := newRace(designFolds, 0)
	race.Skipped = code
	return race
}
