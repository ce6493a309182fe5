// Package instance lets one window serve a home folder: a later start hands its
// files to the window that is there and ends. It works by a locked file and a
// folder of messages, without any network code, and survives a kill: the system
// gives the lock back when the process is gone.
//
//	owner, err := instance.Claim(home)
//	if errors.Is(err, instance.ErrTaken) {
//		err = instance.Hand(home, files, 3*time.Second)
//	}
package instance

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Errors of this package.
var (
	ErrTaken  = errors.New("instance: another window serves this folder")
	ErrNobody = errors.New("instance: the other window does not answer")
)

// poll is how often the window looks for messages: soon enough to seem instant,
// seldom enough to cost nothing.
const poll = 300 * time.Millisecond

// Owner is the window that serves the folder.
type Owner struct {
	lock  *os.File
	inbox string
	stop  chan struct{}
	done  sync.WaitGroup
}

// Claim makes the caller the window of the folder, or returns ErrTaken.
func Claim(home string) (*Owner, error) {
	inbox := inboxOf(home)
	if err := os.MkdirAll(inbox, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFile(filepath.Join(home, "window.lock"))
	if err != nil {
		return nil, err
	}
	o := &Owner{lock: lock, inbox: inbox, stop: make(chan struct{})}
	o.each(func([]string) {}) // what was left for a window that is gone
	return o, nil
}

// Listen calls take, from a goroutine of its own, with the files of every later
// start, in their order; without files somebody only wants to see the window.
func (o *Owner) Listen(take func(files []string)) {
	o.done.Go(func() {
		tick := time.NewTicker(poll)
		defer tick.Stop()
		for {
			select {
			case <-o.stop:
				return
			case <-tick.C:
				o.each(take)
			}
		}
	})
}

// Release gives the folder back. No call of take is running afterwards.
func (o *Owner) Release() error {
	close(o.stop)
	o.done.Wait()
	return o.lock.Close()
}

// each takes the messages out of the inbox, oldest first.
func (o *Owner) each(take func(files []string)) {
	entries, err := os.ReadDir(o.inbox)
	if err != nil {
		return
	}
	for _, e := range entries {
		path := filepath.Join(o.inbox, e.Name())
		if !strings.HasSuffix(path, ending) {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil || os.Remove(path) != nil {
			continue // the sender took it back
		}
		var files []string
		if json.Unmarshal(text, &files) == nil {
			take(files)
		}
	}
}

const ending = ".json"

func inboxOf(home string) string { return filepath.Join(home, "inbox") }

// Hand leaves the files for the window of the folder and returns when it took
// them; ErrNobody when it did not within the given time, and then it never will.
func Hand(home string, files []string, wait time.Duration) error {
	full := slices.Clone(files)
	for i, f := range full {
		if path, err := filepath.Abs(f); err == nil {
			full[i] = path
		}
	}
	text, err := json.Marshal(full)
	if err != nil {
		return err
	}
	path, err := leave(inboxOf(home), text)
	if err != nil {
		return err
	}
	allowFocus()
	for end := time.Now().Add(wait); time.Now().Before(end); time.Sleep(poll / 6) {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
	}
	if err := os.Remove(path); errors.Is(err, fs.ErrNotExist) {
		return nil // taken in the last moment
	}
	return ErrNobody
}

// leave writes a message that appears whole: under another name first.
func leave(inbox string, text []byte) (string, error) {
	name := strconv.FormatInt(time.Now().UnixNano(), 10) + "-" + strconv.Itoa(os.Getpid())
	draft, path := filepath.Join(inbox, name), filepath.Join(inbox, name+ending)
	if err := os.WriteFile(draft, text, 0o600); err != nil {
		return "", err
	}
	return path, os.Rename(draft, path)
}
