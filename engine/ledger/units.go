package ledger

// Units are types of their own, so that adding a percent to money, or people to hours,
// does not compile. This file imports nothing: a test compiles it with such sums.
type (
	// Percent is a share: 0.3 is 30 %.
	Percent float64
	// Yuan is an amount in currency units.
	Yuan float64
	// People is a number of persons at work.
	People float64
	// Hours is how long each of them works.
	Hours float64
	// Wage is what an hour costs, in currency units.
	Wage float64
	// Days is a number of days.
	Days int
	// Count is a number of customers.
	Count int64
)

// Of is the only way from a percent to money: a share of an amount.
func (p Percent) Of(base Yuan) Yuan { return Yuan(float64(p) * float64(base)) }

// Labour is what people cost: people × hours each × yuan per hour.
func Labour(people People, each Hours, wage Wage) Yuan {
	return Yuan(float64(people) * float64(each) * float64(wage))
}

// Times is an amount paid for each of a number of things, expected ones included.
func (y Yuan) Times(n float64) Yuan { return Yuan(float64(y) * n) }
