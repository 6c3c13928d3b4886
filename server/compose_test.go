package main

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// Docker cannot run where these tests run, so the file is loaded by the library
// that docker compose itself uses and held to what the program documents.
func TestComposeFileAgreesWithTheDocumentedConfiguration(t *testing.T) {
	secrets := madeSecrets(t)
	t.Run("three services and nothing else, unless the antivirus is asked for", func(t *testing.T) {
		project := loadCompose(t, secrets)
		if got := slices.Sorted(maps.Keys(project.Services)); !slices.Equal(got, []string{"minio", "mongodb", "plenum"}) {
			t.Errorf("want plenum, mongodb and minio, got %v", got)
		}
		if v := value(project.Services["plenum"], "PLENUM_CLAMD"); v != "" {
			t.Errorf("plenum waits for an antivirus at %q that does not run", v)
		}
	})
	variables := maps.Clone(secrets)
	variables["COMPOSE_PROFILES"], variables["PLENUM_CLAMD"] = "antivirus", "tcp://clamd:3310"
	project := loadCompose(t, variables)
	t.Run("the antivirus is one service more", func(t *testing.T) {
		if got := slices.Sorted(maps.Keys(project.Services)); !slices.Equal(got, []string{"clamd", "minio", "mongodb", "plenum"}) {
			t.Errorf("want clamd too, got %v", got)
		}
		if file := readFile(t, "../docker/clamd.conf"); !strings.Contains(file, "\nTCPSocket 3310\n") || !strings.Contains(file, "\nAlertExceedsMax yes\n") {
			t.Error("clamd does not listen on the port, or calls clean what it did not look at")
		}
	})
	t.Run("plenum starts with these settings", func(t *testing.T) { plenumTakesItsSettings(t, project) })
	for _, s := range project.Services {
		t.Run(s.Name+" is healthy before others need it, confined and pinned", func(t *testing.T) { serviceIsInOrder(t, s) })
	}
	t.Run("plenum waits for both", func(t *testing.T) {
		for _, name := range []string{"mongodb", "minio"} {
			if got := project.Services["plenum"].DependsOn[name].Condition; got != types.ServiceConditionHealthy {
				t.Errorf("%s: want %s, got %q", name, types.ServiceConditionHealthy, got)
			}
		}
	})
	t.Run("only plenum is published, on this machine only", func(t *testing.T) {
		for _, s := range project.Services {
			for _, p := range s.Ports {
				if s.Name != "plenum" || p.HostIP != "127.0.0.1" {
					t.Errorf("%s publishes %s:%s", s.Name, p.HostIP, p.Published)
				}
			}
			if _, outside := s.Networks["outside"]; outside != (s.Name == "plenum" || s.Name == "clamd") { // clamd fetches its database
				t.Errorf("%s: on the network outside: %v", s.Name, outside)
			}
		}
		if !project.Networks["inside"].Internal {
			t.Error("the network inside is not internal")
		}
	})
	t.Run("data is in named volumes", func(t *testing.T) {
		for service, target := range map[string]string{"plenum": "/data", "mongodb": "/data/db", "minio": "/data", "clamd": "/var/lib/clamav"} {
			i := slices.IndexFunc(project.Services[service].Volumes, func(v types.ServiceVolumeConfig) bool { return v.Target == target })
			if i < 0 || project.Services[service].Volumes[i].Type != types.VolumeTypeVolume || project.Services[service].Volumes[i].Source == "" {
				t.Errorf("%s: %s is not in a named volume", service, target)
			}
		}
	})
	t.Run("mongodb is a replica set that asks who one is", func(t *testing.T) {
		s := project.Services["mongodb"]
		for _, want := range []string{"mongod", "--replSet", "rs0", "--keyFile", "--auth"} {
			if !slices.Contains(s.Command, want) {
				t.Errorf("want %s in %v", want, s.Command)
			}
		}
		if !strings.Contains(value(project.Services["plenum"], "PLENUM_MONGODB"), "replicaSet=rs0") {
			t.Error("plenum does not name the replica set")
		}
	})
	t.Run("minio is the version of the tests", func(t *testing.T) {
		tested := readFile(t, "../tools/test-servers.sh")
		_, tested, _ = strings.Cut(tested, "go install github.com/minio/minio@")
		tested, _, _ = strings.Cut(tested, "\n")
		build := project.Services["minio"].Build
		if got := build.Args["MINIO_VERSION"]; tested == "" || got == nil || *got != tested {
			t.Errorf("want %s, got %v", tested, got)
		}
		if file := readFile(t, "../docker/minio.Dockerfile"); build.Dockerfile != "minio.Dockerfile" ||
			!strings.Contains(file, "ARG MINIO_VERSION="+tested) || !strings.Contains(file, "github.com/minio/minio@${MINIO_VERSION}") {
			t.Error("docker/minio.Dockerfile does not build that version")
		}
	})
}

func TestComposeFileHasNoSecretOfItsOwn(t *testing.T) {
	// Each secret is missed by name when .env does not have it.
	secrets := madeSecrets(t)
	for name := range secrets {
		some := maps.Clone(secrets)
		delete(some, name)
		if _, err := compose(t, some); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: want an error that names it, got %v", name, err)
		}
	}
	// Each made value is long, differs each time, and is used.
	other := madeSecrets(t)
	project := loadCompose(t, secrets)
	var used strings.Builder
	for _, s := range project.Services {
		for _, v := range s.Environment {
			used.WriteString(*v + "\n")
		}
	}
	for name, v := range secrets {
		if len(v) < 16 || v == other[name] {
			t.Errorf("%s is not random", name)
		}
		if !strings.Contains(used.String(), v) {
			t.Errorf("%s is made and not used", name)
		}
	}
}

func TestMadeSecretsAreNeverOverwrittenNorReadByOthers(t *testing.T) {
	file := filepath.Join(t.TempDir(), ".env")
	makeEnv(t, file)
	before := readFile(t, file)
	makeEnv(t, file)
	if readFile(t, file) != before {
		t.Error("the secrets were made anew")
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("want 0600, got %o", info.Mode().Perm())
	}
}

// plenumTakesItsSettings: each variable is one that the program documents, and together they start it.
func plenumTakesItsSettings(t *testing.T, project *types.Project) {
	documented := map[string]bool{}
	for _, s := range settings() {
		documented[s.Env] = true
	}
	s := project.Services["plenum"]
	var environ []string
	for name, v := range s.Environment {
		if !documented[name] {
			t.Errorf("%s is no setting", name)
		}
		t.Setenv(name, *v)
		environ = append(environ, name+"="+*v)
	}
	c, _, err := readConfig("serve", nil, environ)
	if err != nil {
		t.Fatal(err)
	}
	if c.MongoDB == "" || c.S3Endpoint != "minio:9000" || c.Data != "/data" || c.Clamd != "tcp://clamd:3310" || c.S3TLS || c.Demo {
		t.Errorf("the settings do not arrive: addr %q, data %q, s3 %q", c.Addr, c.Data, c.S3Endpoint)
	}
	if s.Environment["PLENUM_DEMO"] != nil {
		t.Error("production is filled with the demo")
	}
}

func serviceIsInOrder(t *testing.T, s types.ServiceConfig) {
	if s.HealthCheck == nil || s.HealthCheck.Disable || len(s.HealthCheck.Test) < 2 {
		t.Error("there is no healthcheck")
	}
	if s.Image == "" || strings.HasSuffix(s.Image, ":latest") || !strings.Contains(s.Image, ":") {
		t.Errorf("image %q is not pinned", s.Image)
	}
	if s.Build != nil {
		for line := range strings.SplitSeq(readFile(t, filepath.Join(s.Build.Context, s.Build.Dockerfile)), "\n") {
			if from, ok := strings.CutPrefix(line, "FROM "); ok && (!strings.Contains(from, ":") || strings.Contains(from, ":latest")) {
				t.Errorf("%q is not pinned", line)
			}
		}
	}
	if !s.ReadOnly || !slices.Contains(s.CapDrop, "ALL") || len(s.CapAdd) > 0 || s.Privileged || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
		t.Error("it may do more than it needs")
	}
	if s.StopGracePeriod == nil {
		t.Error("it may be killed while it stops")
	}
	for _, v := range s.Volumes {
		if v.Type != types.VolumeTypeBind {
			continue
		}
		if info, err := os.Stat(v.Source); err != nil || !v.ReadOnly || info.Mode().Perm()&0o004 == 0 {
			t.Errorf("%s is not there, or not read-only, or not readable for the service", v.Source)
		}
	}
}

// madeSecrets are the variables of a new .env, made by the script that `make up` uses.
func madeSecrets(t *testing.T) map[string]string {
	t.Helper()
	file := filepath.Join(t.TempDir(), ".env")
	makeEnv(t, file)
	out := map[string]string{}
	for line := range strings.SplitSeq(readFile(t, file), "\n") {
		if name, v, ok := strings.Cut(line, "="); ok && !strings.HasPrefix(line, "#") {
			out[name] = v
		}
	}
	return out
}

func makeEnv(t *testing.T, file string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "../tools/make-env.sh", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

func loadCompose(t *testing.T, variables map[string]string) *types.Project {
	t.Helper()
	project, err := compose(t, variables)
	if err != nil {
		t.Fatal(err)
	}
	return project
}

// compose loads docker-compose.yml as `docker compose` does, with these variables only.
func compose(t *testing.T, variables map[string]string) (*types.Project, error) {
	t.Helper()
	var environ []string
	for name, v := range variables {
		environ = append(environ, name+"="+v)
	}
	options, err := cli.NewProjectOptions([]string{"../docker-compose.yml"}, cli.WithEnv(environ), cli.WithResolvedPaths(true), cli.WithDefaultProfiles())
	if err != nil {
		t.Fatal(err)
	}
	return options.LoadProject(t.Context())
}

func value(s types.ServiceConfig, name string) string {
	if v := s.Environment[name]; v != nil {
		return *v
	}
	return ""
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
