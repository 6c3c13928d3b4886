package stories_test

import (
	"archive/zip"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"plenum/internal/need"
)

// The stories of docs/tour.md are run as they stand there, and have done afterwards what they say.
func TestTheTourRunsAsItIsWritten(t *testing.T) {
	need.Long(t, "the stories take most of a minute")
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("missing: bash, which make and .ci/run need as well")
	}
	need.Program(t, "curl")
	need.Program(t, "python3")
	page, err := os.ReadFile("../../docs/tour.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := blocksOf(string(page), "bash")
	if len(blocks) < 10 {
		t.Fatalf("docs/tour.md has %d blocks of bash, and is to have three stories", len(blocks))
	}
	folder := t.TempDir()
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "README.md"), readme, 0o600); err != nil {
		t.Fatal(err)
	}
	p := start(t, filepath.Join(folder, "data"), "--demo", "--demo-opinions", "12")

	// Each block says where it begins, so that a fault names its place.
	var script strings.Builder
	script.WriteString("set -euo pipefail\n")
	for i, block := range blocks {
		fmt.Fprintf(&script, "echo '== block %d'\n%s", i+1, block)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, "bash", "-c", script.String())
	run.Dir, run.Env, run.WaitDelay = folder, append(os.Environ(), "S="+p.url), 10*time.Second
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("the tour stops: %v\n%s\n%s", err, out, p.log)
	}

	// Story A: the delegate has the document and has confirmed it.
	organizer, delegate, secretary := p.as("bantochuc1"), p.as("to1-daibieu01"), p.as("thuky1")
	document := delegate.the("documents", "title", "Phụ lục số liệu")
	if body, _ := document["body"].(map[string]any); body["state"] != "published" {
		t.Errorf("story A leaves the document %v", body)
	}
	board, _ := organizer.get("~/readiness").json()["items"].([]any)
	confirmed := map[any]any{}
	for _, line := range board {
		line, _ := line.(map[string]any)
		confirmed[line["document"]] = line["confirmed"]
	}
	if got := confirmed[document["object"]]; got != 1.0 {
		t.Errorf("story A leaves %v who confirmed the document, want 1", got)
	}
	if !strings.Contains(string(out), "HTTP/1.1 206") || !strings.Contains(string(out), string(readme[:80])) {
		t.Errorf("story A does not show the first bytes of the file:\n%s", out)
	}
	if !strings.Contains(string(out), `"allowed":true,"rule":"audience_everyone"`) {
		t.Errorf("story A does not show why the delegate sees the document:\n%s", out)
	}

	// Story B: the comment was sent twice and is there once.
	sent := regexp.MustCompile(`"n":(\d+),"id":"[^"]*","kind":"comment"[^\n]*Đề nghị bổ sung chỉ tiêu cây xanh\.`).FindAllStringSubmatch(string(out), -1)
	if len(sent) < 2 || sent[0][1] != sent[1][1] {
		t.Errorf("story B's two answers are %v, want one record twice", sent)
	}

	// Story C: every opinion is at its place, and the report is signed and can be opened.
	discussion := ""
	discussions, _ := secretary.get("~/discussions").json()["items"].([]any)
	for _, d := range discussions {
		d, _ := d.(map[string]any)
		body, _ := d["body"].(map[string]any)
		if title, _ := body["title"].(string); strings.Contains(title, "mô phỏng") {
			discussion, _ = d["object"].(string)
		}
	}
	if discussion == "" {
		t.Fatal("there is no discussion of invented opinions")
	}
	findings := secretary.get("~/discussions/" + discussion + "/findings").json()
	coverage, _ := findings["coverage"].(map[string]any)
	if coverage["opinions"] != 12.0 || coverage["waiting"] != 0.0 || coverage["inFindings"] != 12.0 {
		t.Errorf("story C leaves the opinions %v, want all 12 in findings", coverage)
	}
	report, _ := findings["report"].(map[string]any)
	signed, _ := report["signed"].(map[string]any)
	verify, _ := signed["verify"].(string)
	if !strings.HasPrefix(verify, p.url+"/verify/") || !strings.Contains(string(out), verify) {
		t.Errorf("story C ends with the report %v", report)
	}
	word, err := zip.OpenReader(filepath.Join(folder, "bao-cao.docx"))
	if err != nil {
		t.Fatalf("story C's report: %v", err)
	}
	defer word.Close()
	if _, err := word.Open("word/document.xml"); err != nil {
		t.Errorf("story C's report: %v", err)
	}
}

// blocksOf gives the fenced blocks of a page that are in the language.
func blocksOf(page, language string) []string {
	fenced := regexp.MustCompile("(?ms)^```" + language + "\n(.*?)^```$")
	var blocks []string
	for _, found := range fenced.FindAllStringSubmatch(page, -1) {
		blocks = append(blocks, found[1])
	}
	return blocks
}
