package page

import (
	"math"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"huiliu/app/screen"
	"huiliu/assets"
)

// However much is said before contact lists are written, the question stands whole in the
// middle of the window.
func TestLists_TheQuestionStaysInTheMiddle(t *testing.T) {
	s := newStage(t, assets.EN, 1280, 720)
	s.frame.host.Canvas = func() fyne.Canvas { return s.win.Canvas() }
	l := &lists{host: s.frame.host, folder: "/home/somebody/Documents/contact-lists", known: screen.Outreach{
		Measured: strings.Repeat("This campaign can be measured. ", 9), Lists: []string{"660 by text message", "288 by phone call"}, Kept: "249 are kept back. Do not contact them."}}
	check := func(what string) {
		t.Helper()
		at, size := fyne.CurrentApp().Driver().AbsolutePositionForObject(l.pop.Content), l.pop.Content.Size()
		if x, y := at.X+size.Width/2, at.Y+size.Height/2; math.Abs(float64(x-640)) > 2 || math.Abs(float64(y-360)) > 2 || at.Y < 0 {
			t.Errorf("%s: from %v, %v", what, at, size)
		}
	}
	l.first()
	check("the plan")
	l.confirm()
	check("whole phone numbers")
}
