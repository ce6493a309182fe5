package festival_test

import (
	"math"
	"testing"

	"huiliu/engine"
	"huiliu/engine/festival"
)

// moonAge is the mean age of the moon in days: new moon on 2000-01-06 18:14 UTC, a mean
// month of 29.530588853 days (Meeus, Astronomical Algorithms, 1998). True and mean
// moon differ by up to 0.6 days, and the day begins eight hours earlier in China.
func moonAge(d engine.Day) float64 {
	const month, epoch = 29.530588853, 10962.76 - 8.0/24
	age := math.Mod(float64(d)-epoch, month)
	if age > month/2 {
		return age - month // before the new moon
	}
	return age
}

func TestSpring_IsADayOfNewMoonBetweenTheSolarTerms(t *testing.T) {
	for _, d := range festival.Spring() {
		if age := moonAge(d); age < -1.6 || age > 1.3 {
			t.Errorf("%s: the moon is %.1f days old", d, age)
		}
		if md := d.Time().Format("01-02"); md < "01-21" || md > "02-20" {
			t.Errorf("%s is no Spring Festival", d)
		}
	}
}

func TestMidAutumn_IsADayOfFullMoonOfTheEighthMonth(t *testing.T) {
	spring := festival.Spring()
	for i, d := range festival.MidAutumn() {
		if age := math.Abs(moonAge(d)); age < 12.2 {
			t.Errorf("%s: the moon is %.1f days old", d, age)
		}
		// seven months and fourteen days after the new year, or eight with a leap month before
		if n := d - spring[i]; (n < 219 || n > 223) && (n < 249 || n > 252) {
			t.Errorf("%s is %d days after the new year", d, n)
		}
	}
}
