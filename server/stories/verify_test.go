package stories_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/journal"
	"plenum/storage/sqlite"
)

// What verify did not look at stands in its list, and its exit code tells a check that is whole from one that is not.
func TestVerifySaysWhatItDidNotLookAt(t *testing.T) {
	first := newServer(t)
	who, discussion := thread(t, first)
	if res, err := who.say(discussion, newID()); err != nil || res.status != 201 {
		t.Fatal(res, err)
	}
	document := who.published(t, "Kế hoạch", []byte("Kế hoạch năm.\n"), "a.txt", map[string]any{"everyone": true})
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(filesFolder, "blobs", "files", who.congress, document)
	put := func(parts ...string) func(*testing.T, string) {
		return func(t *testing.T, data string) {
			t.Helper()
			path := filepath.Join(append([]string{data}, parts...)...)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte("một"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	stranger := newID()
	for name, tt := range map[string]struct {
		before func(t *testing.T, data string)
		args   []string
		code   int
		says   []string // lines, or beginnings of them
		silent []string
	}{
		"nothing is wrong": {
			says:   []string{"not looked at: backups, replicas and trash of the stores, and tablets, because", "not looked at: files in the store with names", "not looked at: the bytes of page texts, and of files that no record names (1), because", "ok   " + who.congress},
			silent: []string{"every file", "lost its end", "bucket", "pictures", "come in parts", "other servers", "BAD"},
		},
		"pictures of pages": {
			before: put(folder, "pictures", newID(), "320-00001"),
			says:   []string{"not looked at: the bytes of pictures of pages (1), because"},
		},
		"an upload in parts": {
			before: put(folder, "parts", newID(), "0-3"),
			says:   []string{"not looked at: the bytes of uploads that come in parts (1), because"},
		},
		"a file that no record names": {
			before: put(folder, newID()),
			says:   []string{"not looked at: the bytes of page texts, and of files that no record names (2), because"},
		},
		"a file of a congress that the log does not know": {
			before: put(filesFolder, "blobs", "files", newID(), newID(), newID()),
			says:   []string{"not looked at: files in folders of the store that belong to no congress of the log (1), because"},
		},
		"a file outside the folders of documents": {
			before: put(filesFolder, "blobs", "khac"),
			says:   []string{"not looked at: files in folders of the store that belong to no congress of the log (1), because"},
		},
		"lines of the read audit wait": {
			before: put(readsFolder, newID()+"."+newID()),
			says:   []string{"not looked at: records of the read audit in plenum.reads (1), because"},
		},
		"streams without heads": {
			before: func(t *testing.T, data string) {
				t.Helper()
				if err := os.Remove(filepath.Join(data, headsFile)); err != nil {
					t.Fatal(err)
				}
			},
			says: []string{"not looked at: whether stream " + who.congress + " has lost its end, because no head", "not looked at: whether stream system has lost its end"},
		},
		"a line of the heads is damaged": {
			before: func(t *testing.T, data string) {
				t.Helper()
				f, err := os.OpenFile(filepath.Join(data, headsFile), os.O_APPEND|os.O_WRONLY, 0)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = f.WriteString("gì đó\n")
				_ = f.Close()
			},
			says: []string{"not looked at: noted heads (1), because"},
		},
		"the folder of files cannot be opened": {
			before: func(t *testing.T, data string) {
				t.Helper()
				if err := os.RemoveAll(filepath.Join(data, filesFolder)); err != nil {
					t.Fatal(err)
				}
				put(filesFolder)(t, data)
			},
			code:   3,
			says:   []string{"not looked at: every file, because", "ok   " + who.congress + ": "},
			silent: []string{"recalled documents", "BAD"},
		},
		"the bucket is away": {
			args:   []string{"--s3", "127.0.0.1:1", "--s3-access-key", "a", "--s3-secret-key", "b", "--store-timeout", "500ms"},
			code:   3,
			says:   []string{"not looked at: every file, because", "not looked at: unfinished uploads in the bucket", "ok   " + who.congress + ": "},
			silent: []string{"recalled documents", "BAD"},
		},
		"a record of the congress is damaged": {
			before: func(t *testing.T, data string) {
				t.Helper()
				alterLog(t, data, `UPDATE records SET body = replace(body, 'Ý kiến', 'Ý kiẾn') WHERE kind = 'comment'`)
			},
			code: 1,
			says: []string{
				"BAD  " + who.congress, "not looked at: stream " + who.congress + " from record ", "not looked at: files and recalls of the damaged records of congress " + who.congress,
				"1 files as they were received",
			},
		},
		"a file is another": {
			before: func(t *testing.T, data string) {
				t.Helper()
				damageFiles(t, filepath.Join(data, folder))
			},
			code: 1, says: []string{"BAD  " + who.congress}, silent: []string{"ok   " + who.congress + ": 0 files"},
		},
		"the stream of the congresses is damaged": {
			before: func(t *testing.T, data string) {
				t.Helper()
				alterLog(t, data, `UPDATE records SET body = replace(body, 'Hội nghị thử', 'Hội nghị thứ') WHERE kind = 'congress'`)
			},
			code: 1,
			says: []string{"BAD  system", "not looked at: files of congresses that damaged records of stream system name", "not looked at: files of stream " + who.congress + ", because no record"},
		},
		"a stream that no congress is": {
			before: func(t *testing.T, data string) {
				t.Helper()
				writeStream(t, data, congress.StreamID(stranger))
			},
			code: 3,
			says: []string{"ok   " + stranger, "not looked at: files of stream " + stranger + ", because no record"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data := t.TempDir()
			if err := os.CopyFS(data, os.DirFS(first.data)); err != nil {
				t.Fatal(err)
			}
			if tt.before != nil {
				tt.before(t, data)
			}
			out, code := run(t, "", append([]string{"verify", "--data", data}, tt.args...)...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			for _, want := range tt.says {
				if !strings.Contains(out, want) {
					t.Errorf("it does not say %q", want)
				}
			}
			for _, not := range tt.silent {
				if strings.Contains(out, not) {
					t.Errorf("it says %q", not)
				}
			}
			if t.Failed() {
				t.Log(out)
			}
		})
	}
}

// damageFiles writes other bytes of the same length into the files of a folder.
func damageFiles(t *testing.T, folder string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		path := filepath.Join(folder, e.Name())
		v, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		v[0]++
		if err := os.WriteFile(path, v, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// writeStream writes a record into a stream of the stopped server's log.
func writeStream(t *testing.T, data string, stream congress.StreamID) {
	t.Helper()
	log, err := sqlite.Open(filepath.Join(data, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	halls := journal.New(journal.Options{
		Log: log, Now: time.Now, Visible: func(congress.Actor, congress.ObjectKind, congress.Audience) bool { return true },
	})
	defer halls.Close(context.Background())
	h, leave, err := halls.Enter(t.Context(), stream)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	id := newID()
	if _, err := h.Commit(t.Context(), journal.Request{ID: congress.RecordID(id), Kind: congress.KindNotice, Actor: auth.ServerActor(congress.CongressID(stream)), Make: func(*journal.Tx) (journal.Draft, error) {
		return journal.Draft{Object: congress.ObjectID(id), Body: map[string]string{"title": "Một"}}, nil
	}}); err != nil {
		t.Fatal(err)
	}
}
