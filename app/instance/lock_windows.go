package instance

import (
	"errors"
	"os"
	"syscall"
)

// sharing is what Windows answers when the file is open without sharing.
const sharing = syscall.Errno(32)

func lockFile(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, err
	}
	const shareWithNobody = 0
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, shareWithNobody, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, sharing) {
		return nil, ErrTaken
	}
	if err != nil {
		return nil, &os.PathError{Op: "lock", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}

// allowFocus lets the other window come to the front: only a process the person
// has just started may pass that right on.
func allowFocus() {
	const anyProcess = ^uintptr(0)
	allow := syscall.NewLazyDLL("user32.dll").NewProc("AllowSetForegroundWindow")
	if allow.Find() == nil {
		_, _, _ = allow.Call(anyProcess)
	}
}
