package app

import (
	"bufio"
	"os"
	"strconv"
	"strings"
)

const (
	maxMemoryMB     = 4096
	unknownMemoryMB = 2048
)

// memoryMB is what the database may use: half of the machine's memory, 4 GiB at
// most; 2 GiB where the system does not tell.
func memoryMB() int {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return unknownMemoryMB
	}
	defer f.Close()
	for scan := bufio.NewScanner(f); scan.Scan(); {
		if rest, ok := strings.CutPrefix(scan.Text(), "MemTotal:"); ok {
			kb, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			if err == nil {
				return min(kb/1024/2, maxMemoryMB)
			}
		}
	}
	return unknownMemoryMB
}
