package ui

import (
	"errors"
	"fmt"
	"os"

	"github.com/go-gl/gl/v2.1/gl"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// NoWindow is the error of a computer that cannot show a window now.
type NoWindow struct{ Cause error }

func (e NoWindow) Error() string { return fmt.Sprintf("ui: no window: %v", e.Cause) }

// Unwrap returns what the display said.
func (e NoWindow) Unwrap() error { return e.Cause }

// checkDisplay opens and closes an invisible window the way Fyne will, because
// Fyne ends the process without a word where that fails: no display, or no
// OpenGL 2.1 (remote desktops, virtual machines). The error is a [NoWindow].
func checkDisplay() (err error) {
	defer func() {
		if v := recover(); v != nil { // the binding panics on errors it does not expect
			err = NoWindow{fmt.Errorf("%v", v)}
		}
	}()
	if os.Getenv("FYNE_PLATFORM") == "x11" {
		glfw.InitHint(glfw.PlatformHint, int(glfw.PlatformX11))
	}
	if err := glfw.Init(); err != nil {
		return NoWindow{err}
	}
	defer glfw.Terminate()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	glfw.WindowHint(glfw.ContextVersionMinor, 1)
	w, err := glfw.CreateWindow(16, 16, "Huiliu", nil, nil)
	if err == nil && w == nil { // the binding logs what the platform said, and returns nothing
		err = errors.New("no window with OpenGL 2.1")
	}
	if err != nil {
		return NoWindow{err}
	}
	defer w.Destroy()
	w.MakeContextCurrent()
	defer glfw.DetachCurrentContext()
	if err := gl.Init(); err != nil {
		return NoWindow{err}
	}
	return nil
}
