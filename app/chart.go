package app

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"

	"huiliu/assets"
	"huiliu/reports/chart"
	"huiliu/reports/doc"
)

// Picture is a chart drawn for the screen, with the places of its marks.
type Picture = chart.Picture

// Along says along which axis the marks of a chart lie.
type Along = chart.Along

// The directions.
const (
	AlongX = chart.AlongX
	AlongY = chart.AlongY
)

// Hit is the place of one mark.
type Hit = chart.Hit

// DrawChart renders one chart for the screen.
func DrawChart(c doc.Chart, width, height int, scale float64, dark bool) (Picture, error) {
	render, err := chart.NewRenderer(assets.Font(), assets.BoldFont())
	if err != nil {
		return Picture{}, err
	}
	return render.Picture(c, chart.Options{Width: width, Height: height, Scale: scale, Dark: dark})
}

// WriteChart writes one chart to a file, as its ending says: .png, .svg or .pdf; always
// for a light surface.
func WriteChart(c doc.Chart, path string) error {
	render, err := chart.NewRenderer(assets.Font(), assets.BoldFont())
	if err != nil {
		return err
	}
	write := func(w io.Writer, c doc.Chart, o chart.Options) error { return render.PNG(w, c, o) }
	o := chart.Options{Width: chartWidth, Height: chartHeight, Scale: 2}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".svg":
		write = render.SVG
	case ".pdf":
		write = render.PDF
	}
	var b bytes.Buffer
	if err := write(&b, c, o); err != nil {
		return err
	}
	return writeWhole(path, b.Bytes())
}
