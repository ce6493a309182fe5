//go:build !windows

package store

func databasePath(path string) string { return path }

func heldByAnother(string) bool { return false } // the database's own words are in English here
