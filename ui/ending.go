package ui

import (
	"os"
	"os/signal"
	"syscall"
)

// end closes the window: from here on nothing reaches it any more, so that no update that
// is still on its way finds the display gone. It runs in the window.
func (w *window) end() {
	w.bridge.refuse()
	w.win.Close()
}

// heed closes the window when a person does, and when the system asks the program to stop.
// Fyne would take the display away at once then, under updates that are on their way, so
// its own listening ends when the window has started.
func (w *window) heed() {
	w.win.SetCloseIntercept(w.end)
	w.app.Lifecycle().SetOnStarted(func() {
		asked := make(chan os.Signal, 1)
		w.bridge.post(func() { // the first thing the window does: Fyne listens by now
			signal.Reset(os.Interrupt, syscall.SIGTERM)
			signal.Notify(asked, os.Interrupt, syscall.SIGTERM)
		})
		go func() {
			<-asked
			signal.Stop(asked) // asked twice, the program stops at once
			w.bridge.post(w.end)
		}()
	})
}
