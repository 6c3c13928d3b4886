package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alexedwards/argon2id"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/journal"
	"plenum/storage/mongodb"
	"plenum/storage/sqlite"
)

// plenum is the built program. Its members are written into its log before it starts, because hashing the passwords of 10,000
// accounts would take longer than the measurement.
type plenum struct {
	program, mongodb string

	scenario
	dir        string
	cmd        *exec.Cmd
	url        string
	http       http.Client
	congress   congress.CongressID
	discussion congress.ObjectID
	groups     []congress.GroupID
	tokens     []string
	head       uint64
}

func (p *plenum) name() string {
	if p.mongodb != "" {
		return "plenum, MongoDB protocol"
	}
	return "plenum"
}
func (p *plenum) pid() int { return p.cmd.Process.Pid }

func newID() string { return congress.NewUUID(time.Now()) }

func (p *plenum) log() (journal.Log, func(), error) {
	if p.mongodb != "" {
		l, err := mongodb.Open(context.Background(), mongodb.Config{URI: p.mongodb, Database: filepath.Base(p.dir)})
		if err != nil {
			return nil, nil, err
		}
		return l, func() { _ = l.Close() }, nil
	}
	l, err := sqlite.Open(filepath.Join(p.dir, "plenum.db"))
	if err != nil {
		return nil, nil, err
	}
	return l, func() { _ = l.Close() }, nil
}

// metricsToken is of the server that is started here, on loopback, and of nobody's else.
const metricsToken = "metrics-of-the-load"

func (p *plenum) prepare(s scenario) error {
	p.scenario = s
	var err error
	if p.dir, err = os.MkdirTemp("", "plenumload"); err != nil {
		return err
	}
	if err := p.seed(); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	args := []string{"serve", "--addr", "127.0.0.1:0", "--data", p.dir, "--log-level", "warn", "--metrics-token", metricsToken,
		"--member-writes", "0"} // a few write for all the hall
	if p.mongodb != "" {
		args = append(args, "--mongodb", p.mongodb, "--mongodb-database", filepath.Base(p.dir))
	}
	p.cmd = exec.Command(p.program, args...)
	p.cmd.Stderr = os.Stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := p.cmd.Start(); err != nil {
		return err
	}
	for lines := bufio.NewScanner(out); p.url == ""; {
		if !lines.Scan() {
			return errors.New("the server ended")
		}
		if url, ok := strings.CutPrefix(lines.Text(), "Plenum is ready: "); ok {
			p.url = strings.TrimSuffix(url, "/")
		}
	}
	p.http = http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 200}, Timeout: 30 * time.Second}
	return nil
}

// seed makes a congress with the groups, a discussion that is open in each, and a delegate with a session for each socket.
func (p *plenum) seed() error {
	log, closeLog, err := p.log()
	if err != nil {
		return err
	}
	defer closeLog()
	policy, err := auth.NewPolicy()
	if err != nil {
		return err
	}
	halls := journal.New(journal.Options{Log: log, Visible: policy.Visible, NewIndex: policy.NewIndex, Now: time.Now})
	defer halls.Close(context.Background())
	service, err := auth.New(auth.Options{
		Halls: halls, Policy: policy, Now: time.Now, NewID: newID,
		Argon: &argon2id.Params{Memory: 64, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32},
	})
	if err != nil {
		return err
	}
	ctx, server := context.Background(), auth.ServerActor("")
	congressMade, err := service.PutCongress(ctx, server, congress.RecordID(newID()), "", congress.Info{Title: "Đại hội thử tải"})
	if err != nil {
		return err
	}
	p.congress = congress.CongressID(congressMade.Record.Object)
	hall, leave, err := halls.Enter(ctx, p.congress.Stream())
	if err != nil {
		return err
	}
	defer leave()
	inside := auth.ServerActor(p.congress)
	put := func(s auth.Setup) error {
		s.ID = congress.RecordID(newID())
		_, err := service.PutSetup(ctx, hall, inside, s)
		return err
	}
	for i := range p.scenario.groups {
		g := congress.GroupID(newID())
		if err := put(auth.Setup{Object: congress.ObjectID(g), Group: &congress.Group{Name: fmt.Sprint("Tổ ", i+1), Number: i + 1}}); err != nil {
			return err
		}
		p.groups = append(p.groups, g)
	}
	p.tokens = make([]string, p.sockets)
	var all sync.WaitGroup
	var next atomic.Int64
	faults := make(chan error, 64)
	for range 64 {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < p.sockets; i = int(next.Add(1)) - 1 {
				login := fmt.Sprintf("dai-bieu-%05d", i)
				account, err := service.CreateAccount(ctx, server, auth.NewAccount{ID: congress.RecordID(newID()), Login: login, Name: "Đại biểu Thử", Password: "mật khẩu dài"})
				if err == nil {
					err = put(auth.Setup{Object: congress.ObjectID(newID()), Member: &congress.Member{
						Account: account.ID, Name: "Đại biểu Thử", Roles: []congress.Role{congress.Delegate}, Groups: []congress.GroupID{p.groups[i%len(p.groups)]},
					}})
				}
				if err == nil {
					_, p.tokens[i], err = service.SignIn(ctx, auth.SignIn{Login: login, Password: "mật khẩu dài", Address: login})
				}
				if err != nil {
					faults <- err
					return
				}
			}
		})
	}
	all.Wait()
	select {
	case err := <-faults:
		return err
	default:
	}
	threads := discussion.New(discussion.Options{Halls: halls, Log: log, Require: service.Require, Visible: policy.Visible, Allow: policy.Allow, Now: time.Now})
	made, err := threads.Put(ctx, hall, inside, discussion.Save{ID: congress.RecordID(newID()), Discussion: discussion.Discussion{
		Title: "Thảo luận tổ", Issues: []discussion.Issue{{Title: "Một"}}, Groups: p.groups, Open: p.groups,
	}})
	if err != nil {
		return err
	}
	p.discussion, p.head = made.Record.Object, hall.Head().N
	return nil
}

func (p *plenum) socket(i int) (*socket, error) {
	s, err := open(strings.TrimPrefix(p.url, "http://"), "/mobile/v1/live", http.Header{"Authorization": {"Bearer " + p.tokens[i]}, "Sec-WebSocket-Protocol": {"plenum.v1"}})
	if err != nil {
		return nil, err
	}
	if err := s.say(1, fmt.Appendf(nil, `{"type":"hello","congress":%q,"cursor":"%d"}`, p.congress, p.head)); err != nil {
		return nil, err
	}
	return s, s.until("caught-up")
}

// inUse has the server collect by asking for long lists, and then asks for its metrics.
func (p *plenum) inUse() (int, error) {
	before, err := p.metric("go_memstats_last_gc_time_seconds")
	for now := before; now == before && err == nil; now, err = p.metric("go_memstats_last_gc_time_seconds") {
		for range 10 {
			if _, err := p.get("/api/v1/congresses/" + string(p.congress) + "/members?limit=1000"); err != nil {
				return 0, err
			}
		}
	}
	if err != nil {
		return 0, err
	}
	time.Sleep(time.Second) // for the sweep behind it
	heap, err := p.metric("go_memstats_heap_inuse_bytes")
	if err != nil {
		return 0, err
	}
	stacks, err := p.metric("go_memstats_stack_inuse_bytes")
	return int(heap + stacks), err
}

func (p *plenum) metric(name string) (float64, error) {
	text, err := p.getAs("/metrics", metricsToken)
	if err != nil {
		return 0, err
	}
	_, rest, found := strings.Cut(text, "\n"+name+" ")
	if !found {
		return 0, fmt.Errorf("the server's metrics have no %s", name)
	}
	value, _, _ := strings.Cut(rest, "\n")
	return strconv.ParseFloat(value, 64)
}

func (p *plenum) get(path string) (string, error) { return p.getAs(path, p.tokens[0]) }

func (p *plenum) getAs(path, token string) (string, error) {
	request, err := http.NewRequest("GET", p.url+path, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	res, err := p.http.Do(request)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s %s", path, res.Status, text)
	}
	return string(text), err
}

func (p *plenum) post(group, n int) error {
	request, err := http.NewRequest("POST", fmt.Sprintf("%s/mobile/v1/congresses/%s/discussions/%s/comments", p.url, p.congress, p.discussion),
		strings.NewReader(fmt.Sprintf(`{"group":%q,"issue":1,"stance":"propose","text":%q}`, p.groups[group], text(n))))
	if err != nil {
		return err
	}
	sender := group + (n/p.scenario.groups%max(1, p.sockets/p.scenario.groups))*p.scenario.groups
	request.Header.Set("Authorization", "Bearer "+p.tokens[sender])
	request.Header.Set("Idempotency-Key", newID())
	request.Header.Set("Content-Type", "application/json")
	res, err := p.http.Do(request)
	if err != nil {
		return err
	}
	answer, _ := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusCreated {
		return fmt.Errorf("%s: %s", res.Status, answer)
	}
	return nil
}

// check kills the server as a power cut would, and looks into its store for every acknowledged comment and a whole chain.
func (p *plenum) check(acknowledged int) error {
	defer func() { _ = os.RemoveAll(p.dir) }()
	if p.cmd == nil || p.cmd.Process == nil {
		return nil
	}
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	log, closeLog, err := p.log()
	if err != nil {
		return err
	}
	defer closeLog()
	kept := 0
	before := congress.Head{}
	for after := uint64(0); ; {
		records, err := log.Read(context.Background(), p.congress.Stream(), after, 10_000)
		if err != nil {
			return err
		}
		if len(records) == 0 {
			break
		}
		for _, r := range records {
			if r.Kind == congress.KindComment {
				kept++
			}
			if r.Prev != before.Hash || r.N != before.N+1 {
				return fmt.Errorf("the chain is broken at record %d", r.N)
			}
			before = congress.Head{N: r.N, Hash: r.Hash}
		}
		after = before.N
	}
	if kept < acknowledged {
		return fmt.Errorf("%d comments were acknowledged, %d are in the store", acknowledged, kept)
	}
	return nil
}
