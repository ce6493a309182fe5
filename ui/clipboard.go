package ui

import (
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// copyPicture puts a picture on the clipboard with what the system has for it: Fyne's
// clipboard takes text only.
func copyPicture(img image.Image) error {
	dir, err := os.MkdirTemp("", "huiliu-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "chart.png")
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	err = png.Encode(f, img)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	for _, c := range clipboards(path) {
		if err = exec.Command(c[0], c[1:]...).Run(); err == nil {
			return nil
		}
	}
	return err
}

// clipboards are the commands that may take a PNG file, best first.
func clipboards(path string) [][]string {
	switch runtime.GOOS {
	case "windows":
		script := fmt.Sprintf(`Add-Type -AssemblyName System.Windows.Forms,System.Drawing; $i=[System.Drawing.Image]::FromFile('%s'); [System.Windows.Forms.Clipboard]::SetImage($i); $i.Dispose()`, strings.ReplaceAll(path, "'", "''"))
		return [][]string{{"powershell", "-noprofile", "-sta", "-command", script}}
	case "darwin":
		return [][]string{{"osascript", "-e", fmt.Sprintf("set the clipboard to (read (POSIX file %q) as «class PNGf»)", path)}}
	}
	return [][]string{
		{"sh", "-c", `exec wl-copy --type image/png < "$1"`, "sh", path},
		{"xclip", "-selection", "clipboard", "-t", "image/png", "-i", path},
	}
}
