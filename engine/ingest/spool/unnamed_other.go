//go:build !windows

package spool

import "os"

// createUnnamed opens a temporary file and takes its name away.
func createUnnamed(dir string) (*os.File, error) {
	file, err := os.CreateTemp(dir, "huiliu-*.rows")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		_ = file.Close()
		return nil, err
	}
	return file, nil
}
