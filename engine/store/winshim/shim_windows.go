package winshim

// extern int winshim_linked;
import "C"

// Linked keeps the C file of this package in the program.
func Linked() bool { return C.winshim_linked == 1 }
