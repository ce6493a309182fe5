package assets

import (
	"embed"
	"io/fs"
)

//go:embed platforms/*.json
var platforms embed.FS

// Platforms returns the built-in descriptions of shop and ERP exports, one JSON file
// each; platform.Read reads them and docs/platforms.en.md explains them.
func Platforms() (fs.FS, error) { return fs.Sub(platforms, "platforms") }
