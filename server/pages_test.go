package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// pages are the documents that people read.
func pages(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"../*.md", "../docs/*.md", "../docs/*/*.md"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	if len(all) < 15 {
		t.Fatalf("there are %d pages: %v", len(all), all)
	}
	return all
}

var (
	// linked is the target of a link in a page, but for another host's.
	linked = regexp.MustCompile(`\]\(([^)#:]+)(?:#[^)]*)?\)`)
	// named is a file of the repository as pages name it, from the repository's root.
	named = regexp.MustCompile("`([a-z][a-z0-9-]*(?:/[A-Za-z0-9_.-]+)+\\.(?:go|csv|yaml|md|golden|json|sh|txt|svg))`")
)

// A page that leads to a file which was moved or removed misleads: whoever moves a file mends its pages.
func TestPagesNameFilesThatAreThere(t *testing.T) {
	t.Parallel()
	seen := 0
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(page) == "CHANGELOG.md" {
			continue // it tells of its day
		}
		for _, l := range linked.FindAllStringSubmatch(string(text), -1) {
			seen++
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), l[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", page, l[1])
			}
		}
		if filepath.Base(filepath.Dir(page)) == "adr" && filepath.Base(page) != "0006-dependencies.md" {
			continue // a decision names the files of its day
		}
		for _, n := range named.FindAllStringSubmatch(string(text), -1) {
			if of := strings.SplitN(n[1], "/", 2)[0]; of == "data" || of == "imports" || of == "files" || of == "bench" {
				continue // they come with a running server or a benchmark
			}
			seen++
			if _, err := os.Stat(filepath.Join("..", n[1])); err != nil {
				t.Errorf("%s names %s, which is not there", page, n[1])
			}
		}
	}
	if seen < 60 {
		t.Errorf("only %d links and names were found", seen)
	}
}

// Lines of pages have at most 100 columns; rows of tables and what stands in a fence are as long as they must be.
func TestPagesHaveAtMost100Columns(t *testing.T) {
	t.Parallel()
	for _, page := range pages(t) {
		if filepath.Base(page) == "CHANGELOG.md" {
			continue
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		fenced := false
		for i, line := range strings.Split(string(text), "\n") {
			if strings.HasPrefix(line, "```") {
				fenced = !fenced
			}
			if n := utf8.RuneCountInString(line); n > 100 && !fenced && !strings.HasPrefix(line, "|") {
				t.Errorf("%s:%d has %d columns", page, i+1, n)
			}
		}
	}
}
