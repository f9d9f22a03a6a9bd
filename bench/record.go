package main

import (
	"encoding/csv"
	"log"
	"os"
	"strconv"
)

// record adds a point to the file of BENCH_CSV, from which "bench plot" draws curves:
// what was measured, at which size, and how much it was.
func record(what string, size int, value float64) {
	path := os.Getenv("BENCH_CSV")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	w := csv.NewWriter(f)
	_ = w.Write([]string{what, strconv.Itoa(size), strconv.FormatFloat(value, 'g', 4, 64)})
	w.Flush()
	if err := w.Error(); err != nil {
		log.Fatal(err)
	}
}
