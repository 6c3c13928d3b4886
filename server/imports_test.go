package main

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// mayImport is the house of docs/architecture.md: which of our packages a
// folder may import. Dependencies point downwards only. A folder's line holds
// for the folders below it that have none of their own; a folder may always
// import what is below itself. What is not in the table may not exist.
var mayImport = map[string]string{
	"congress":               "",
	"internal/cost":          "", // for tests
	"internal/need":          "", // for tests, and packages that are test code
	"vietnamese":             "",
	"journal":                "congress",
	"wording":                "",
	"auth":                   "congress journal vietnamese wording",
	"documents":              "congress journal auth vietnamese wording",
	"documents/readership":   "congress journal auth documents vietnamese",
	"documents/ingest":       "congress journal auth documents wording",
	"documents/uploads":      "congress journal auth documents documents/ingest vietnamese",
	"documents/delivery":     "congress journal auth documents documents/readership vietnamese",
	"documents/pictures":     "congress journal documents documents/delivery documents/ingest documents/readership",
	"documents/rooms":        "congress journal auth documents",
	"documents/antivirus":    "congress internal/need",
	"documents/blobs":        "congress journal",
	"documents/extract":      "congress documents/legacy documents/sheets documents/typeface documents/watermark",
	"documents/watermark":    "congress",
	"documents/sheets":       "congress",
	"documents/bulk":         "congress documents/sheets vietnamese",
	"documents/convert":      "congress",
	"documents/compare":      "vietnamese",
	"documents/legacy":       "",
	"documents/typeface":     "",
	"documents/marking":      "congress vietnamese",
	"documents/search":       "congress vietnamese",
	"discussion":             "congress journal auth vietnamese wording documents/marking", // what is typed is held to markings as files are
	"discussion/report":      "congress vietnamese",
	"discussion/compilation": "congress journal auth discussion vietnamese wording",
	"realtime":               "congress journal auth documents discussion vietnamese",
	"storage":                "congress journal documents/blobs",
	"storage/storagetest":    "congress journal documents/blobs internal/need",
	"handlers":               "congress journal auth discussion vietnamese",
	"handlers/api":           "congress journal auth vietnamese",
	"handlers/register":      "congress journal auth documents handlers/api",
	"handlers/discussions":   "congress journal auth documents discussion handlers/api",
	"handlers/handlerstest":  "congress journal auth documents discussion realtime storage handlers mobile-api",
	"mobile-api":             "congress journal auth documents discussion realtime handlers/api handlers/register handlers/discussions",
	"server":                 "congress journal auth documents discussion realtime storage handlers mobile-api",
	"server/demo":            "congress",
}

// livesIn says in which folders a third-party module may be imported. Each has
// one, and where there are more the line says why.
var livesIn = map[string]string{
	"github.com/alexedwards/argon2id":              "auth handlers/handlerstest", // cheap hashes for tests
	"github.com/blevesearch/bleve/v2":              "documents/search",
	"github.com/blevesearch/bleve_index_api":       "documents/search", // with the two below, the parts of bleve that it is assembled from
	"github.com/blevesearch/scorch_segment_api/v2": "documents/search",
	"github.com/blevesearch/zapx/v17":              "documents/search",
	"github.com/casbin/casbin/v2":                  "auth",
	"github.com/gabriel-vasile/mimetype":           "documents/uploads",
	"github.com/go-json-experiment/json":           "journal storage/mongodb handlers/api/shape", // canonical JSON; the same numbers and order on the way into BSON; bodies token by token
	"github.com/gofiber/fiber/v2":                  "handlers mobile-api server",
	"github.com/gorilla/websocket":                 "realtime",
	"github.com/minio/minio-go/v7":                 "storage/minio",
	"github.com/peterbourgon/ff/v3":                "server",
	"github.com/prometheus/client_golang":          "handlers realtime server",            // each counts its own; server gathers
	"github.com/prometheus/common":                 "handlers server",                     // writes what client_golang gathers
	"github.com/valyala/fasthttp":                  "handlers mobile-api realtime server", // realtime takes over its connections (hijack)
	"github.com/santhosh-tekuri/jsonschema/v6":     "handlers/api",
	"go.mongodb.org/mongo-driver":                  "storage/mongodb",
	"github.com/google/go-cmp":                     "storage/storagetest", // a suite is test code in a package
	"github.com/xuri/excelize/v2":                  "documents/sheets",
	"go.yaml.in/yaml/v3":                           "handlers/api",
	"golang.org/x/sync":                            "auth documents storage/sqlite",                             // turns: how many may do something at once
	"golang.org/x/sys":                             "documents/extract",                                         // the kernel's idle policy for those who read files
	"golang.org/x/time":                            "handlers/api",                                              // what members may bring in a minute
	"golang.org/x/text":                            "wording auth documents discussion handlers/api vietnamese", // names and comments are kept in NFC; the order of CLDR
	"rsc.io/qr":                                    "discussion/report",
	"modernc.org/sqlite":                           "storage/sqlite",
	"github.com/pdfcpu/pdfcpu":                     "documents/watermark",
	"github.com/go-fonts/liberation":               "documents/watermark",
	"github.com/klippa-app/go-pdfium":              "documents/extract",
	"github.com/richardlehane/mscfb":               "documents/extract",
	"github.com/tetratelabs/wazero":                "documents/extract",
	"znkr.io/diff":                                 "documents/compare",
}

func TestImportsPointDownwardsAndEachLibraryHasItsFolder(t *testing.T) {
	used := map[string]bool{}
	for _, p := range packages(t) {
		folder := strings.TrimPrefix(p.ImportPath, "plenum/")
		allowed, known := lineOf(folder)
		if !known {
			t.Errorf("%s is a folder that the table of the house does not have", folder)
			continue
		}
		for _, path := range p.Imports {
			switch ours, isOurs := strings.CutPrefix(path, "plenum/"); {
			case isOurs && ours != folder && !under(folder, ours) && !slices.ContainsFunc(allowed, func(a string) bool { return under(a, ours) }):
				t.Errorf("%s imports %s; it may import %q", folder, ours, allowed)
			case !isOurs && strings.Contains(strings.Split(path, "/")[0], "."):
				module, ok := moduleOf(path)
				if !ok {
					t.Errorf("%s imports %s, which has no folder: say in livesIn where it lives, and in docs/adr/0006 why", folder, path)
					continue
				}
				used[module] = true
				if !slices.ContainsFunc(strings.Fields(livesIn[module]), func(home string) bool { return under(home, folder) }) {
					t.Errorf("%s imports %s, which lives in %s", folder, path, livesIn[module])
				}
			}
		}
	}
	for module := range livesIn {
		if !used[module] {
			t.Errorf("%s is in the table and nothing imports it", module)
		}
	}
}

func TestTheHouseHasNoCircle(t *testing.T) {
	for folder := range mayImport {
		for _, below := range strings.Fields(mayImport[folder]) {
			if slices.Contains(strings.Fields(mayImport[below]), folder) {
				t.Errorf("%s and %s may import each other", folder, below)
			}
		}
	}
}

// roomsUse are the rooms of the documents that each may use. The table above would let each use all of
// them, because a folder's line holds for what is below it.
var roomsUse = map[string]string{
	"documents":            "documents/blobs",
	"documents/readership": "documents documents/blobs",
	"documents/ingest":     "documents documents/blobs",
	"documents/uploads":    "documents documents/blobs documents/ingest",
	"documents/delivery":   "documents documents/blobs documents/readership",
	"documents/pictures":   "documents documents/blobs documents/readership documents/delivery documents/ingest",
	"documents/rooms":      "documents documents/blobs documents/readership documents/ingest documents/uploads documents/delivery documents/pictures",
}

func TestTheRoomsOfTheDocumentsUseOnlyWhatIsBelowThem(t *testing.T) {
	found := 0
	for _, p := range packages(t) {
		room := strings.TrimPrefix(p.ImportPath, "plenum/")
		may, is := roomsUse[room]
		if !is {
			continue
		}
		found++
		for _, path := range p.Imports {
			used := strings.TrimPrefix(path, "plenum/")
			if _, is := roomsUse[used]; is && !slices.Contains(strings.Fields(may), used) {
				t.Errorf("%s uses %s; it may use %q", room, used, may)
			}
		}
	}
	if found != len(roomsUse) {
		t.Errorf("%d of the rooms are there, want %d", found, len(roomsUse))
	}
}

type listed struct {
	ImportPath string
	Imports    []string // of the files that are built, without tests
}

// packages are the module's packages as the go command sees them.
func packages(t *testing.T) []listed {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "plenum/...")
	out, err := list.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := list.Start(); err != nil {
		t.Fatal(err)
	}
	var all []listed
	for d := json.NewDecoder(out); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if err := list.Wait(); err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("want all packages, got %d", len(all))
	}
	return all
}

// lineOf is the line of the table that holds for the folder: its own, or that of the nearest folder above.
func lineOf(folder string) ([]string, bool) {
	for at := folder; ; at = at[:strings.LastIndex(at, "/")] {
		if line, ok := mayImport[at]; ok {
			if at != folder { // a folder below may use its own family
				return append(strings.Fields(line), at), true
			}
			return strings.Fields(line), true
		}
		if !strings.Contains(at, "/") {
			return nil, false
		}
	}
}

// moduleOf is the line of livesIn that the import path belongs to.
func moduleOf(path string) (string, bool) {
	for _, module := range slices.Sorted(maps.Keys(livesIn)) {
		if under(module, path) {
			return module, true
		}
	}
	return "", false
}

// under reports whether path is above or something below it.
func under(above, path string) bool { return path == above || strings.HasPrefix(path, above+"/") }
