package stories_test

import (
	"strings"
	"testing"
)

func TestAnAdministratorIsMadeWithTheFlagsAnywhereAndAStoreWithoutOneSaysSo(t *testing.T) {
	data := t.TempDir()
	bare := start(t, data)
	if log := bare.log.String(); !strings.Contains(log, "there is no administrator") || !strings.Contains(log, "plenum admin create LOGIN NAME --data "+data) {
		t.Errorf("it says\n%s", log)
	}
	if err := bare.stop(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"admin", "create", "quantri", "Quản", "Trị", "--dta", data}, 2, "dta"},
		{[]string{"admin", "create", "quantri", "Quản", "Trị", "--data", data}, 0, "Administrator quantri (Quản Trị)"},
		{[]string{"admin", "--data", data, "create", "quantri2", "Quản", "Trị", "Hai"}, 0, "Administrator quantri2 (Quản Trị Hai)"},
		{[]string{"--data", data, "admin", "create", "quantri3", "Quản"}, 0, "Administrator quantri3 (Quản)"},
		{[]string{"admin", "remove", "quantri"}, 2, "create LOGIN NAME"},
		{[]string{"verify", "--dta", data}, 2, "dta"},
		{[]string{"verify", data}, 2, "settings only"},
		{[]string{"health", "--adr", "x"}, 2, "adr"},
		{[]string{"config", "--mark"}, 2, "--markdown"},
		{[]string{"version", "--all"}, 2, "version takes nothing"},
	} {
		if out, code := run(t, "mật khẩu dài\n", tt.args...); code != tt.code || !strings.Contains(out, tt.says) {
			t.Errorf("plenum %s: %d %s; want %d and %q", strings.Join(tt.args, " "), code, out, tt.code, tt.says)
		}
	}
	with := start(t, data)
	if log := with.log.String(); strings.Contains(log, "there is no administrator") {
		t.Errorf("with an administrator it says\n%s", log)
	}
	if who := with.signIn("quantri", "mật khẩu dài"); who.token == "" {
		t.Error("the administrator does not come in")
	}
}
