package ui

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// refreshEvery bounds how often the window follows a change: ten times a second.
const refreshEvery = 100 * time.Millisecond

// bridge is the only way from other goroutines into the window. It makes the view
// on its own goroutine and hands it over; changes that come faster are joined.
type bridge struct {
	changed chan struct{}
	quit    chan struct{}
	ended   sync.WaitGroup
	mu      sync.Mutex
	closed  bool
}

func newBridge() *bridge {
	return &bridge{changed: make(chan struct{}, 1), quit: make(chan struct{})}
}

// notify says that there is something new; it never blocks.
func (b *bridge) notify() {
	select {
	case b.changed <- struct{}{}:
	default:
	}
}

// follow calls prepare after changes, away from the window, and runs what it returns in it.
func (b *bridge) follow(prepare func() func()) {
	b.ended.Add(1)
	go func() {
		defer b.ended.Done()
		for {
			select {
			case <-b.quit:
				return
			case <-b.changed:
			}
			b.post(prepare())
			select {
			case <-b.quit:
				return
			case <-time.After(refreshEvery):
			}
		}
	}()
}

// async runs work away from the window and what it returns in it.
func (b *bridge) async(work func() func()) {
	go func() { b.post(work()) }()
}

// post runs f in the window, unless it is closed.
func (b *bridge) post(f func()) {
	b.mu.Lock()
	closed := b.closed
	b.mu.Unlock()
	if closed || f == nil {
		return
	}
	fyne.Do(func() {
		b.mu.Lock()
		closed := b.closed
		b.mu.Unlock()
		if !closed {
			f()
		}
	})
}

// refuse lets nothing reach the window any more.
func (b *bridge) refuse() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
}

// close ends following; nothing reaches the window after.
func (b *bridge) close() {
	b.refuse()
	close(b.quit)
	b.ended.Wait()
}
