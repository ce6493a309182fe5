package store

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// longest is the length of a path up to which every Windows opens a file, with
// room for the ending of the log.
const longest = 240

// databasePath is the path as the database can open it. Go opens long paths by
// itself; the database needs the short names of their folders.
func databasePath(path string) string {
	full, err := filepath.Abs(path)
	if err != nil || len(full) <= longest {
		return path
	}
	const prefix = `\\?\`
	from, err := syscall.UTF16PtrFromString(prefix + filepath.Dir(full))
	if err != nil {
		return path
	}
	short := make([]uint16, syscall.MAX_LONG_PATH)
	n, err := syscall.GetShortPathName(from, &short[0], uint32(len(short)))
	if err != nil || int(n) >= len(short) {
		return path
	}
	return filepath.Join(strings.TrimPrefix(syscall.UTF16ToString(short[:n]), prefix), filepath.Base(full))
}

// heldByAnother tells whether another process has the file open. The database says
// it in the words of the system's language, so the system is asked.
func heldByAnother(path string) bool {
	const sharingViolation = syscall.Errno(32)
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return errors.Is(err, sharingViolation)
	}
	_ = f.Close()
	return false
}
