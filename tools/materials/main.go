// Command materials makes the demo's documents (server/demo/materials) from
// the texts in texts/, which we wrote. It is run by hand when a text changes;
// the same texts give the same bytes.
//
//	go run . ../../server/demo/materials
package main

import (
	"embed"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

//go:embed texts/*
var texts embed.FS

// block is a paragraph, heading, list item or table of a text.
type block struct {
	kind string // title, h1, h2, item, table, text
	text string
	rows [][]string
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: materials FOLDER")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "materials:", err)
		os.Exit(1)
	}
}

func run(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	entries, err := texts.ReadDir("texts")
	if err != nil {
		return err
	}
	sources := map[string]string{}
	for _, e := range entries {
		text, err := texts.ReadFile("texts/" + e.Name())
		if err != nil {
			return err
		}
		sources[strings.TrimSuffix(e.Name(), ".txt")] = string(text)
	}
	sources["bao-cao-tong-hop.pdf"] = report(sources["linh-vuc"])
	delete(sources, "linh-vuc")
	for name, text := range sources {
		blocks := parse(text)
		made, err := writePDF(blocks)
		if strings.HasSuffix(name, ".docx") {
			made, err = writeDOCX(blocks)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), made, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// parse reads the few marks of our texts: "# " title, "## " and "### "
// headings, "- " items, "| a | b |" rows; paragraphs are lines.
func parse(text string) (out []block) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		switch {
		case line == "":
		case strings.HasPrefix(line, "### "):
			out = append(out, block{kind: "h2", text: line[4:]})
		case strings.HasPrefix(line, "## "):
			out = append(out, block{kind: "h1", text: line[3:]})
		case strings.HasPrefix(line, "# "):
			out = append(out, block{kind: "title", text: line[2:]})
		case strings.HasPrefix(line, "- "):
			out = append(out, block{kind: "item", text: line[2:]})
		case strings.HasPrefix(line, "|"):
			var row []string
			for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
				row = append(row, strings.TrimSpace(cell))
			}
			if n := len(out); n > 0 && out[n-1].kind == "table" {
				out[n-1].rows = append(out[n-1].rows, row)
			} else {
				out = append(out, block{kind: "table", rows: [][]string{row}})
			}
		default:
			out = append(out, block{kind: "text", text: line})
		}
	}
	return out
}
