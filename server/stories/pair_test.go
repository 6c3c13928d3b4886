package stories_test

import (
	"testing"

	"plenum/storage/storagetest"
)

// pair is two servers on one database and one file store.
type pair struct {
	mongo *storagetest.Server
	minio *storagetest.Server
	args  []string // of every server of the pair; the database may be reached by another way, see through
	a, b  *process
}

// newPair starts both, with an administrator. through names other addresses of the database and the file store for server
// b; "" is the store's own.
func newPair(t testing.TB, through func(mongo, minio string) (string, string), args ...string) *pair {
	t.Helper()
	p := &pair{mongo: storagetest.StartMongoDB(t), minio: storagetest.StartMinIO(t)}
	p.args = args
	first := t.TempDir()
	if out, code := run(t, "mật khẩu dài\n", append([]string{"admin", "create", "--data", first}, append(p.at(p.mongo.Addr, p.minio.Addr), "quantri", "Quản", "Trị")...)...); code != 0 {
		t.Fatal(out)
	}
	p.a = start(t, first, p.at(p.mongo.Addr, p.minio.Addr)...)
	mongo, minio := p.mongo.Addr, p.minio.Addr
	if through != nil {
		mongo, minio = through(mongo, minio)
	}
	p.b = start(t, t.TempDir(), p.at(mongo, minio)...)
	return p
}

// at are the settings of a server that reaches the stores there.
func (p *pair) at(mongo, minio string) []string {
	return append([]string{
		"--mongodb", "mongodb://" + mongo + "/", "--s3", minio,
		"--s3-access-key", storagetest.MinIOAccessKey, "--s3-secret-key", storagetest.MinIOSecretKey,
	}, p.args...)
}

// on is the same person, asking another server.
func (w *person) on(p *process) *person {
	other := *w
	other.process = p
	return &other
}
