package stories_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"plenum/congress"
	"plenum/internal/need"
	"plenum/server/demo"
)

func TestTheDemoIsAWholeCongressAndASmallOne(t *testing.T) {
	p := start(t, t.TempDir(), "--demo") // the shared one has what other tests add
	admin := p.as("quantri")
	list := items(admin.get("/api/v1/congresses"))
	if len(list) != 2 {
		t.Fatalf("there are %d congresses, want 2", len(list))
	}
	who := p.as("bantochuc1")
	members := items(who.get("~/members?limit=1000"))
	if len(members) != 60 {
		t.Errorf("%d members, want 60", len(members))
	}
	roles := map[string]int{}
	for _, m := range members {
		body, _ := m["body"].(map[string]any)
		for _, r := range body["roles"].([]any) {
			roles[r.(string)]++
		}
	}
	for _, role := range []congress.Role{
		congress.Organizer, congress.Secretariat, congress.Presidium, congress.GroupSecretary, congress.Chair, congress.Deputy,
		congress.Delegate, congress.Guest, congress.Press,
	} {
		if roles[string(role)] == 0 {
			t.Errorf("nobody is %s", role)
		}
	}
	if n := len(items(who.get("~/groups"))); n != 4 {
		t.Errorf("%d groups, want 4", n)
	}
	days := map[any]bool{}
	for _, a := range items(who.get("~/agenda")) {
		body, _ := a["body"].(map[string]any)
		days[body["day"]] = true
	}
	if len(days) != 2 {
		t.Errorf("the agenda has %d days, want 2", len(days))
	}
	if n := len(items(who.get("~/documents?limit=1000"))); n != 12 {
		t.Errorf("%d materials, want 12", n)
	}
	secretariat := p.as("thuky1")
	discussion := secretariat.the("discussions", "title", "Thảo luận tổ về dự thảo Báo cáo tổng hợp")
	body, _ := discussion["body"].(map[string]any)
	if issues, open := body["issues"].([]any), body["open"].([]any); len(issues) != 4 || len(open) != 4 {
		t.Errorf("the outline has %d issues and %d groups are open, want 4 and 4", len(issues), len(open))
	}
	if n := len(items(secretariat.get("~/discussions/" + discussion["object"].(string) + "/comments"))); n < 5 {
		t.Errorf("%d comments, want a few", n)
	}

	text, err := os.ReadFile(filepath.Join(p.data, demoLoginsFile))
	if err != nil {
		t.Fatal(err)
	}
	var logins []map[string]string
	if err := json.Unmarshal(text, &logins); err != nil {
		t.Fatal(err)
	}
	passwords := map[string]string{}
	for _, l := range logins {
		for _, name := range []string{"login", "password", "role"} {
			if l[name] == "" {
				t.Errorf("a login lacks its %s: %v", name, l)
			}
		}
		passwords[l["password"]] = l["login"]
	}
	if len(passwords) < 60 {
		t.Errorf("only %d different passwords", len(passwords))
	}
	info, err := os.Stat(filepath.Join(p.data, demoLoginsFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file of logins has mode %v", info.Mode())
	}
}

func TestTheMaterialsHaveRealTextAndOneIsLong(t *testing.T) {
	pdftotext := need.Program(t, "pdftotext")
	longest := 0
	for _, c := range demo.Congresses() {
		for _, m := range c.Materials {
			file, err := demo.Files.ReadFile("materials/" + m.File)
			if err != nil {
				t.Error(err)
				continue
			}
			var words string
			if strings.HasSuffix(m.File, ".docx") {
				words = libreOfficeText(t, file)
			} else {
				path := filepath.Join(t.TempDir(), "a.pdf")
				if err := os.WriteFile(path, file, 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := exec.Command(pdftotext, path, "-").Output()
				if err != nil {
					t.Errorf("%s: %v", m.File, err)
				}
				words = string(out)
				longest = max(longest, bytes.Count(out, []byte("\f")))
			}
			if len(words) < 500 || !strings.ContainsAny(words, "ạảấầẩẫậắằẳẵặẹẻẽếềểễệọỏốồổỗộớờởỡợụủứừửữự") {
				t.Errorf("%s has no Vietnamese text: %d bytes", m.File, len(words))
			}
		}
	}
	if longest < 40 {
		t.Errorf("the longest material has %s pages, want 40", strconv.Itoa(longest))
	}
}

func TestADemoWhoseFillingBrokeOffIsFilledAnew(t *testing.T) {
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	cmd := exec.Command(path, "serve", "--addr", "127.0.0.1:0", "--data", data, "--demo")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(60 * time.Second)
	for {
		if _, err := os.Stat(filepath.Join(data, demoFillingFile)); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("filling never began")
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	if _, err := os.Stat(filepath.Join(data, demoLoginsFile)); err == nil {
		t.Fatal("filling was quicker than the kill; it takes a second of hashing passwords")
	}
	p := start(t, data, "--demo")
	if n := len(items(p.as("bantochuc1").get("~/members?limit=1000"))); n != 60 {
		t.Errorf("%d members, want 60", n)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(data, demoFillingFile)); err == nil {
		t.Error("the mark stays")
	}
	// What is full stays as it is.
	again := start(t, data, "--demo")
	if n := len(items(again.as("bantochuc1").get("~/members?limit=1000"))); n != 60 {
		t.Errorf("after another start %d members, want 60", n)
	}
}
