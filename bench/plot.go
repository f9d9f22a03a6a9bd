package main

import (
	"encoding/csv"
	"fmt"
	"html/template"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
)

// curve is how one quantity grows with the size of the installation, as a panel of its own
// with logarithmic scales: what grows in proportion is a straight line.
type curve struct {
	What   string
	Points []point
	X, Y   int // the panel's place
}

type point struct{ Size, Value float64 }

// a panel's measures in the picture.
const (
	panelWidth, panelHeight = 420, 200
	marginLeft, marginTop   = 50, 30
	plotWidth, plotHeight   = 340, 130
	columns                 = 2
)

// plot draws the points of a file as a picture.
func plot(from io.Reader, to io.Writer) error {
	rows, err := csv.NewReader(from).ReadAll()
	if err != nil {
		return err
	}
	var curves []*curve
	for _, row := range rows {
		size, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			return err
		}
		value, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(curves, func(c *curve) bool { return c.What == row[0] })
		if i < 0 {
			i = len(curves)
			curves = append(curves, &curve{What: row[0], X: i % columns * panelWidth, Y: i / columns * panelHeight})
		}
		curves[i].Points = append(curves[i].Points, point{size, value})
	}
	height := (len(curves) + columns - 1) / columns * panelHeight
	return picture.Execute(to, map[string]any{"Curves": curves, "Width": columns * panelWidth, "Height": height})
}

// place is where a point is in its panel. Both scales go from a power of ten to another.
func (c *curve) place(p point) (x, y float64) {
	x0, x1 := decades(c.Points, func(p point) float64 { return p.Size })
	y0, y1 := decades(c.Points, func(p point) float64 { return p.Value })
	return marginLeft + plotWidth*(math.Log10(p.Size)-x0)/(x1-x0), marginTop + plotHeight*(y1-math.Log10(p.Value))/(y1-y0)
}

// Line is the points as a line of SVG.
func (c *curve) Line() (line string) {
	for _, p := range c.Points {
		x, y := c.place(p)
		line += fmt.Sprintf("%.1f,%.1f ", x, y)
	}
	return line
}

// Tick is a line of the grid with its number.
type Tick struct {
	X1, Y1, X2, Y2 float64
	Text           string
	Across         bool // it lies, and its number stands beside it
}

// Ticks are the powers of ten.
func (c *curve) Ticks() (ticks []Tick) {
	x0, x1 := decades(c.Points, func(p point) float64 { return p.Size })
	y0, y1 := decades(c.Points, func(p point) float64 { return p.Value })
	for e := x0; e <= x1; e++ {
		x, _ := c.place(point{math.Pow(10, e), c.Points[0].Value})
		ticks = append(ticks, Tick{X1: x, Y1: marginTop, X2: x, Y2: marginTop + plotHeight, Text: strconv.FormatFloat(math.Pow(10, e), 'f', -1, 64)})
	}
	for e := y0; e <= y1; e++ {
		_, y := c.place(point{c.Points[0].Size, math.Pow(10, e)})
		ticks = append(ticks, Tick{X1: marginLeft, Y1: y, X2: marginLeft + plotWidth, Y2: y, Text: strconv.FormatFloat(math.Pow(10, e), 'f', -1, 64), Across: true})
	}
	return ticks
}

// Dot is a point with its value.
type Dot struct {
	X, Y float64
	Text string
}

// Dots are the points.
func (c *curve) Dots() (dots []Dot) {
	for _, p := range c.Points {
		x, y := c.place(p)
		dots = append(dots, Dot{x, y, strconv.FormatFloat(p.Value, 'g', 3, 64)})
	}
	return dots
}

// decades are the powers of ten around all points, one apart at the least.
func decades(points []point, of func(point) float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, p := range points {
		low, high = min(low, math.Floor(math.Log10(of(p)))), max(high, math.Ceil(math.Log10(of(p))))
	}
	return low, max(high, low+1)
}

func drawCurves(csvPath string) error {
	f, err := os.Open(csvPath)
	if err != nil {
		return err
	}
	defer f.Close()
	return plot(f, os.Stdout)
}

var picture = template.Must(template.New("").Parse(`<svg xmlns="http://www.w3.org/2000/svg" width="{{.Width}}" height="{{.Height}}" font-family="sans-serif" font-size="10">
<rect width="100%" height="100%" fill="white"/>
{{- range .Curves}}
<g transform="translate({{.X}} {{.Y}})">
<text x="50" y="18" font-size="12">{{.What}}</text>
{{- range .Ticks}}
<line x1="{{.X1}}" y1="{{.Y1}}" x2="{{.X2}}" y2="{{.Y2}}" stroke="#ddd"/>
{{- if .Across}}<text x="46" y="{{.Y1}}" dy="3" text-anchor="end">{{.Text}}</text>{{else}}<text x="{{.X1}}" y="174" text-anchor="middle">{{.Text}}</text>{{end}}
{{- end}}
<polyline points="{{.Line}}" fill="none" stroke="#1864ab" stroke-width="2"/>
{{- range .Dots}}
<circle cx="{{.X}}" cy="{{.Y}}" r="3" fill="#1864ab"/><text x="{{.X}}" y="{{.Y}}" dy="-7" text-anchor="middle">{{.Text}}</text>
{{- end}}
</g>
{{- end}}
</svg>
`))
