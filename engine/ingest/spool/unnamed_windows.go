package spool

import (
	"crypto/rand"
	"os"
	"path/filepath"
)

// deleteOnClose is FILE_FLAG_DELETE_ON_CLOSE of CreateFile: the system removes the
// file with its last handle, even when the program is ended from outside.
const deleteOnClose = 0x04000000

// createUnnamed opens a temporary file that goes away when it is closed.
func createUnnamed(dir string) (*os.File, error) {
	name := filepath.Join(dir, "huiliu-"+rand.Text()+".rows")
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL|deleteOnClose, 0o600)
}
