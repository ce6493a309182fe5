// Command huiliu-gallery renders every screen with the sample shop to PNG files,
// without a display:
//
//	huiliu-gallery DIR [PART [PROJECT]]
//
// With PART only the pictures whose name holds it are written, with PROJECT those of that
// project's screens.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"time"

	"huiliu/ui/gallery"
)

func main() {
	if len(os.Args) < 2 || len(os.Args) > 4 {
		fmt.Fprintln(os.Stderr, "huiliu-gallery DIR [PART [PROJECT]]")
		os.Exit(2)
	}
	args := append(os.Args[1:], "", "")
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := gallery.Render(ctx, gallery.Options{
		Dir: args[0], Part: args[1], Project: args[2], Now: time.Now, Told: func(name string) { fmt.Println(name) },
	})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
