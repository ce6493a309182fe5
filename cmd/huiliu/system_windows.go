package main

import (
	"os"
	"syscall"
	"unsafe"
)

// attachConsole gives the program the terminal it was started from: a program with
// a window has none of its own. Output that is redirected stays redirected.
func attachConsole() {
	const parent = ^uintptr(0)
	ok, _, _ := syscall.NewLazyDLL("kernel32.dll").NewProc("AttachConsole").Call(parent)
	if ok == 0 {
		return
	}
	for _, stream := range []struct {
		id   int
		name string
		file **os.File
		mode int
	}{
		{syscall.STD_INPUT_HANDLE, "CONIN$", &os.Stdin, os.O_RDONLY},
		{syscall.STD_OUTPUT_HANDLE, "CONOUT$", &os.Stdout, os.O_RDWR},
		{syscall.STD_ERROR_HANDLE, "CONOUT$", &os.Stderr, os.O_RDWR},
	} {
		h, err := syscall.GetStdHandle(stream.id)
		if err == nil && h != 0 && h != syscall.InvalidHandle {
			continue
		}
		if f, err := os.OpenFile(stream.name, stream.mode, 0); err == nil {
			*stream.file = f
		}
	}
}

// systemLocale is the language Windows speaks to this person, "zh-CN".
func systemLocale() string {
	const longest = 85 // LOCALE_NAME_MAX_LENGTH
	var name [longest]uint16
	n, _, _ := syscall.NewLazyDLL("kernel32.dll").NewProc("GetUserDefaultLocaleName").Call(
		uintptr(unsafe.Pointer(&name[0])), longest)
	if n == 0 {
		return ""
	}
	return syscall.UTF16ToString(name[:])
}

// notice shows a text in a box of the system, which needs no OpenGL.
func notice(title, text string) {
	t, err := syscall.UTF16PtrFromString(title)
	if err != nil {
		return
	}
	body, err := syscall.UTF16PtrFromString(text)
	if err != nil {
		return
	}
	const iconWarning, foreground = 0x30, 0x10000
	_, _, _ = syscall.NewLazyDLL("user32.dll").NewProc("MessageBoxW").Call(0,
		uintptr(unsafe.Pointer(body)), uintptr(unsafe.Pointer(t)), iconWarning|foreground)
}
