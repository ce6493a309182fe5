// Command huiliu-gallery renders every screen with the sample shop to PNG files,
// without a display:
//
//	huiliu-gallery DIR [PART]
//
// With PART only the pictures whose name holds it are written.
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
	if len(os.Args) != 2 && len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "huiliu-gallery DIR [PART]")
		os.Exit(2)
	}
	part := ""
	if len(os.Args) == 3 {
		part = os.Args[2]
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := gallery.Render(ctx, gallery.Options{
		Dir: os.Args[1], Part: part, Now: time.Now, Told: func(name string) { fmt.Println(name) },
	})
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
