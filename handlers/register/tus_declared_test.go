package register_test

import (
	"strings"
	"testing"

	"plenum/handlers/handlerstest"
)

// An upload that is begun again under its key is the same only when all that was declared of it is.
func TestAnUploadBegunAgainIsHeldToAllThatWasDeclared(t *testing.T) {
	t.Parallel()
	h := handlerstest.Open(t, nil)
	const first = "filename YS50eHQ=,filetype dGV4dC9wbGFpbg==,sha256 YWJj,flag"
	for name, c := range map[string]struct {
		meta string
		same bool
	}{
		"the same":             {first, true},
		"in another order":     {"flag,sha256 YWJj,filename YS50eHQ=,filetype dGV4dC9wbGFpbg==", true},
		"with blanks":          {"filename  YS50eHQ=, filetype dGV4dC9wbGFpbg== ,sha256 YWJj, flag", true},
		"another type":         {"filename YS50eHQ=,filetype YXBwbGljYXRpb24vcGRm,sha256 YWJj,flag", false},
		"another checksum":     {"filename YS50eHQ=,filetype dGV4dC9wbGFpbg==,sha256 YWJk,flag", false},
		"another file name":    {"filename Yi50eHQ=,filetype dGV4dC9wbGFpbg==,sha256 YWJj,flag", false},
		"a note more":          {first + ",note YQ==", false},
		"something more":       {first + ",lastmodified MQ==", false},
		"something less":       {"filename YS50eHQ=,filetype dGV4dC9wbGFpbg==,sha256 YWJj", false},
		"nothing but the name": {"filename YS50eHQ=", false},
	} {
		for _, came := range []string{"", "0123", "0123456789"} { // of ten
			t.Run(name+" after "+came, func(t *testing.T) {
				document, key := string(h.ID()), string(h.ID())
				if res := h.Do("POST", "~/documents", `{"title":"Tài liệu"}`, map[string]string{"Idempotency-Key": document}); res.StatusCode != 201 {
					t.Fatal(res.Status)
				}
				begin := func(meta string) handlerstest.Answer {
					return h.Do("POST", "~/documents/"+document+"/tus", "", map[string]string{"Tus-Resumable": "1.0.0", "Upload-Length": "10", "Upload-Metadata": meta, "Idempotency-Key": key})
				}
				res := begin(first)
				if res.StatusCode != 201 {
					t.Fatalf("%s %s", res.Status, res.Body)
				}
				if came != "" {
					if res := h.Do("PATCH", res.Header.Get("Location"), came, handlerstest.Part(0)); res.StatusCode != 204 {
						t.Fatalf("%s %s", res.Status, res.Body)
					}
				}
				res = begin(c.meta)
				if reused := res.StatusCode == 422 && strings.Contains(string(res.Body), "key_reused"); reused == c.same || c.same && res.StatusCode != 201 {
					t.Errorf("%s %s", res.Status, res.Body)
				}
			})
		}
	}
}
