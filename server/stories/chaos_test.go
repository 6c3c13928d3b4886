package stories_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"plenum/congress"
	"plenum/storage/storagetest"
)

// The run of every day; PLENUM_TEST_SEED and PLENUM_TEST_CHAOS (such as 3m) give another.
const (
	chaosSeed   = 1
	chaosLength = 12 * time.Second
)

// Whatever goes wrong with the network, the server, its storage and all clocks, at the end every device holds exactly
// the acknowledged comments that are meant for it, in the log's order, and the chain is whole. What goes wrong, and
// when, comes from a seed. The server is the one that is built, but that its clock can be stepped: run.go is compiled
// with another function in the place of time.Now, because nothing outside a Go program can step a clock of its own for it.
func TestChaos(t *testing.T) {
	seed, length := uint64(chaosSeed), chaosLength
	if text := os.Getenv("PLENUM_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	if text := os.Getenv("PLENUM_TEST_CHAOS"); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	clock := filepath.Join(t.TempDir(), "clock")
	program := steppable(t, clock)
	for name, open := range map[string]func(*testing.T) chaosStore{"SQLite": chaosSQLite, "MongoDB": chaosMongoDB} {
		t.Run(name, func(t *testing.T) {
			c := &chaos{t: t, seed: seed, program: program, clock: clock, store: open(t), acks: map[string]ack{}, sent: map[string]string{}}
			c.tally.byes = map[string]int{}
			c.stepClock(0)
			c.furnish()
			c.run(planned(seed, length, len(c.devices), slices.Sorted(maps.Keys(c.store.away))))
		})
	}
}

// chaosStore is where the server's log is, and the ways in which it can be away; each gives how it comes back.
type chaosStore struct {
	data string
	args []string
	away map[string]func() (back func())
}

// chaosSQLite is a file on a disk that can be full, where one can be made, and that another process can lock.
func chaosSQLite(t *testing.T) chaosStore {
	s := chaosStore{data: t.TempDir(), away: map[string]func() func(){}}
	if dir, cut, mend, ok := storagetest.SmallDisk(t, "256m"); ok {
		s.data = dir
		s.away["full"] = func() func() { cut(); return mend }
	}
	s.away["locked"] = func() func() {
		db, err := sql.Open("sqlite", filepath.Join(s.data, databaseFile)+"?_pragma=busy_timeout(10000)&_txlock=immediate")
		if err != nil {
			t.Fatal(err)
		}
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return func() {
			_ = tx.Rollback()
			_ = db.Close()
		}
	}
	return s
}

// chaosMongoDB is another server, over a proxy.
func chaosMongoDB(t *testing.T) chaosStore {
	store := storagetest.StartMongoDB(t)
	proxy := storagetest.NewProxy(t, store.Addr)
	return chaosStore{
		data: t.TempDir(), args: []string{"--mongodb", "mongodb://" + proxy.Addr + "/"},
		away: map[string]func() func(){
			"cut":    func() func() { proxy.Cut(); return proxy.Mend },
			"held":   func() func() { proxy.Hold(); return proxy.Resume },
			"killed": func() func() { store.Kill(); return store.Restart },
		},
	}
}

// chaos is one run.
type chaos struct {
	t       *testing.T
	seed    uint64
	program string
	clock   string
	store   chaosStore

	server     *process
	addr       string
	discussion string   // where the comments go
	aside      string   // another, whose groups change
	asideRead  string   // its ETag, as the organizer knows it
	groups     []string // ids
	organizer  *person
	roamer     string // a member who is moved from group to group
	devices    []*chaosDevice
	tally      tally

	mu   sync.Mutex
	acks map[string]ack
	sent map[string]string // each comment's group, by its id
}

type ack struct {
	held
	first bool // a 201 came
}

// said notes that a comment is sent.
func (c *chaos) said(id string, d *chaosDevice) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent[id] = d.groups[0]
}

// acknowledged notes that a comment is acknowledged; an id has one record, however often it is asked for.
func (c *chaos) acknowledged(id string, h held, again bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old, known := c.acks[id]
	switch {
	case known && old.held != h:
		c.t.Errorf("the comment %s is acknowledged as %+v and as %+v", id, old.held, h)
	case known && old.first && !again:
		c.t.Errorf("the comment %s was made twice", id)
	}
	if !known {
		c.tally.acks.Add(1)
	}
	if again {
		c.tally.again.Add(1)
	}
	c.acks[id] = ack{h, old.first || !again}
}

// furnish starts the server and sets up a congress: 12 members in 3 groups, some with two devices, one who is moved
// from group to group, one of the secretariat, and an organizer.
func (c *chaos) furnish() {
	t := c.t
	if out, code := run(t, "mật khẩu dài\n", slices.Concat([]string{"admin", "create", "--data", c.store.data}, c.store.args, []string{"quantri", "Quản", "Trị"})...); code != 0 {
		t.Fatalf("admin create: %d %s", code, out)
	}
	c.addr = freeAddr(t)
	c.start()
	admin := c.server.signIn("quantri", "mật khẩu dài")
	admin.congress = newID()
	must := func(res response) response {
		t.Helper()
		if res.status != 201 {
			t.Fatal(res)
		}
		return res
	}
	must(admin.do("POST", "/api/v1/congresses", map[string]string{"title": "Hội nghị thử"}, key(admin.congress)))
	for i := range 3 {
		c.groups = append(c.groups, newID())
		must(admin.do("PUT", "~/groups/"+c.groups[i], map[string]any{"name": fmt.Sprint("Tổ ", i+1), "number": i + 1}, key(newID())))
	}
	seat := func(login, member string, role string, groups ...string) *person {
		account := must(admin.do("POST", "/api/v1/accounts", map[string]any{"login": login, "name": login, "password": "mật khẩu dài"}, key(newID())))
		must(admin.do("PUT", "~/members/"+member, chaosMember(login, account.str("account"), role, groups...), key(newID())))
		return c.server.signIn(login, "mật khẩu dài")
	}
	for i := range 12 {
		login := fmt.Sprintf("dai-bieu-%02d", i+1)
		c.device(login, seat(login, newID(), "delegate", c.groups[i%3]))
		if i%4 == 0 {
			c.device(login+" (2)", c.server.signIn(login, "mật khẩu dài"))
		}
	}
	c.roamer = newID()
	c.device("luu-dong", seat("luu-dong", c.roamer, "delegate", c.groups[0]))
	c.device("thu-ky", seat("thu-ky", newID(), "secretariat"))
	c.organizer = seat("to-chuc", newID(), "organizer")
	for _, id := range []*string{&c.discussion, &c.aside} {
		*id = newID()
		c.asideRead = must(c.organizer.do("POST", "~/discussions", chaosDiscussion(c.groups...), key(*id))).header.Get("ETag")
	}
}

func chaosMember(name, account, role string, groups ...string) map[string]any {
	return map[string]any{"name": name, "account": account, "roles": []string{role}, "groups": append([]string{}, groups...)}
}

func chaosDiscussion(groups ...string) map[string]any {
	return map[string]any{"title": "Thảo luận", "issues": []map[string]string{{"title": "Một"}}, "groups": groups, "open": groups}
}

// device gives a person a tablet behind a link of its own, whose clock is hours or days wrong if the seed says so.
func (c *chaos) device(name string, who *person) {
	i := uint64(len(c.devices))
	d := &chaosDevice{
		c: c, name: name, link: newLink(c.t, c.addr), set: map[string]held{}, cursor: "0",
		reading: rand.New(rand.NewPCG(c.seed, 100+i)), writing: rand.New(rand.NewPCG(c.seed, 200+i)),
	}
	if d.writing.IntN(2) == 0 {
		d.wrong = between(d.writing, -48*3_600_000, 48*3_600_000)
	}
	over := *who
	over.many = true
	over.process = &process{tb: c.t, url: "http://" + d.link.addr, log: c.server.log}
	transport := &http.Transport{}
	c.t.Cleanup(transport.CloseIdleConnections)
	over.client = &http.Client{Transport: transport, Timeout: 6 * time.Second}
	d.person = &over
	c.devices = append(c.devices, d)
}

// run lets everybody speak and listen while the plan is carried out, puts all right again, and looks at what everybody holds.
func (c *chaos) run(p plan) {
	t := c.t
	sum := sha256.New()
	for _, s := range append(slices.Clone(p.links), p.server...) {
		fmt.Fprintln(sum, s)
	}
	t.Logf("seed %d: %d steps with the links, %d with the server, plan %x", c.seed, len(p.links), len(p.server), sum.Sum(nil)[:6])

	ctx, cancel := context.WithCancel(t.Context())
	stop := make(chan struct{})
	var listening, speaking, linking sync.WaitGroup
	defer listening.Wait()
	defer speaking.Wait()
	defer linking.Wait()
	defer cancel()
	for _, d := range c.devices {
		listening.Go(func() { d.follow(ctx) })
		if len(d.groups) > 0 && d.name != "luu-dong" {
			speaking.Go(func() { d.speak(ctx, stop) })
		}
	}
	speaking.Go(func() { c.organize(ctx, stop) })
	begin := time.Now()
	linking.Go(func() {
		for _, s := range p.links {
			rest(ctx, s.at-time.Since(begin))
			c.trouble(s)
		}
	})
	counts := map[string]int{}
	for _, s := range p.server {
		rest(ctx, s.at-time.Since(begin))
		c.shake(ctx, s)
		counts[s.what]++
		if s.killed {
			counts["kill"]++
		}
	}
	linking.Wait()
	for _, d := range c.devices {
		d.link.heal()
	}
	close(stop)
	speaking.Wait()
	took := time.Since(begin)

	truths := c.truths()
	c.settled(truths)
	cancel()
	listening.Wait()
	cuts := 0
	for _, d := range c.devices {
		cuts += d.link.cuts
	}
	y := &c.tally
	t.Logf("%v: %d comments sent %d times, %d acknowledged, %d answers lost, %d refused, %d acknowledged again; %d cuts; server and storage %v; sockets resumed %d times, %d of the whole set; byes %v; %d records",
		took.Round(time.Second), len(c.sent), y.posts.Load(), y.acks.Load(), y.lost.Load(), y.refused.Load(), y.again.Load(), cuts, counts, y.resumed.Load(), y.full.Load(), y.byes, place(truths[0].cursor))
	if y.acks.Load() == 0 || cuts == 0 || y.resumed.Load() == 0 || counts["kill"] == 0 {
		t.Error("too little happened")
	}
	c.check(truths)
}

// trouble does a step with a link. A link is put right in the order of the steps, so what two of them do may overlap.
func (c *chaos) trouble(s step) {
	d := c.devices[s.device]
	switch s.what {
	case "cut":
		d.link.cutAfter(s.bytes)
	case "refuse":
		d.link.refuse()
	case "accept":
		d.link.accept()
	case "flow":
		d.link.flow()
	case "stall": // and its group says more than is kept for it
		d.link.stall()
		for _, mate := range c.devices {
			if mate != d && slices.Equal(mate.groups, d.groups) {
				mate.burst.Store(30)
			}
		}
	}
}

// shake does a step with the server or its storage, and returns when the server serves again.
func (c *chaos) shake(ctx context.Context, s step) {
	switch s.what {
	case "kill":
		c.server.kill()
		c.start()
	case "stop":
		if err := c.server.stop(); err != nil {
			c.t.Errorf("stop: %v\n%s", err, c.server.log)
		}
		c.start()
	case "clock":
		c.stepClock(s.clock)
	default:
		back := c.store.away[s.what]()
		rest(ctx, s.lasts/2)
		if s.killed {
			c.server.kill()
		}
		rest(ctx, s.lasts/2)
		back()
		if s.killed {
			c.start()
		}
	}
}

func (c *chaos) start() {
	c.server = startBuilt(c.t, c.program, c.store.data, append([]string{"--addr", c.addr, "--member-writes", "0", "--organizer-writes", "0"}, c.store.args...)...)
}

// organize moves a member from group to group and gives a discussion to other groups, so that things are taken away
// and whole sets are sent. It keeps to the server's own address, and sends each change until it is made.
func (c *chaos) organize(ctx context.Context, stop <-chan struct{}) {
	r := rand.New(rand.NewPCG(c.seed, 300))
	roamer := c.organizer.the("members", "name", "luu-dong")
	account, _ := roamer["body"].(map[string]any)["account"].(string)
	roamerRead := quoted(roamer["n"].(float64))
	who := *c.organizer
	who.client = &http.Client{Timeout: 6 * time.Second}
	for {
		path, body := "~/members/"+c.roamer, chaosMember("luu-dong", account, "delegate", c.groups[r.IntN(3)])
		if r.IntN(2) == 0 {
			first := r.IntN(3)
			path, body = "~/discussions/"+c.aside, chaosDiscussion(c.groups[first:min(3, first+1+r.IntN(2))]...)
		}
		select {
		case <-stop:
			return
		case <-time.After(between(r, 200, 1500)):
		}
		for id := newID(); ctx.Err() == nil; rest(ctx, 100*time.Millisecond) {
			header := with(key(id), "If-Match", roamerRead)
			if strings.HasSuffix(path, c.aside) {
				header["If-Match"] = c.asideRead
			}
			res, err := who.try("PUT", path, body, header)
			if err == nil && (res.status == http.StatusOK || res.status == http.StatusCreated) {
				if strings.HasSuffix(path, c.aside) {
					c.asideRead = res.header.Get("ETag")
				} else {
					roamerRead = res.header.Get("ETag")
				}
				break
			}
			if err == nil && res.status != http.StatusServiceUnavailable {
				c.t.Errorf("%s: %s", path, res)
				return
			}
		}
	}
}

// truth is what a device's member may see, asked for from the beginning.
type truth struct {
	set    map[string]held
	order  []string // the comments
	cursor string
}

func (c *chaos) truths() (all []truth) {
	for _, d := range c.devices {
		straight := *d.person
		straight.client = nil
		straight.process = c.server
		var asked truth
		fresh := &chaosDevice{person: &straight, c: c, name: d.name + ", from the beginning", set: map[string]held{}, cursor: "0"}
		for more := true; more; {
			b, again, err := fresh.part(fresh.cursor, 500)
			if err != nil {
				c.t.Fatal(err)
			}
			fresh.take(b)
			more = again
			for _, f := range b.frames {
				if f.Kind == "comment" {
					asked.order = append(asked.order, f.Object)
				}
			}
		}
		asked.set, asked.cursor = fresh.set, fresh.cursor
		all = append(all, asked)
	}
	return all
}

// settled waits until every device holds what its member may see, and says of those that never do what is wrong.
func (c *chaos) settled(truths []truth) {
	deadline := time.Now().Add(60 * time.Second)
	for i, d := range c.devices {
		for !maps.Equal(d.holds(), truths[i].set) {
			if time.Now().After(deadline) {
				holds := d.holds()
				for object, h := range truths[i].set {
					if holds[object] != h {
						c.t.Errorf("%s holds %+v of %s, want %+v", d.name, holds[object], object, h)
					}
				}
				for object, h := range holds {
					if _, ok := truths[i].set[object]; !ok {
						c.t.Errorf("%s holds %s %+v, which is not for its member", d.name, object, h)
					}
				}
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
	}
}

// check holds what is there against what was acknowledged. Every device holds its truth already, and took it in the log's order.
func (c *chaos) check(truths []truth) {
	t := c.t
	roams, _ := c.organizerOf("members", c.roamer)["groups"].([]any)
	standing := map[string]int{}
	for i, d := range c.devices {
		holds := d.holds()
		follows := func(group string) bool {
			switch d.name {
			case "thu-ky":
				return true
			case "luu-dong":
				return len(roams) == 1 && roams[0] == group
			default:
				return group == d.groups[0]
			}
		}
		for id, a := range c.acks {
			h, ok := holds[id]
			if ok != follows(a.group) {
				t.Errorf("%s holds the acknowledged comment %s of group %s: %v", d.name, id, a.group, ok)
			} else if ok && h != a.held {
				t.Errorf("%s holds %s as %+v, acknowledged was %+v", d.name, id, h, a.held)
			}
		}
		for id, h := range holds {
			if h.kind != string(congress.KindComment) {
				continue
			}
			if group, sent := c.sent[id]; !sent || group != h.group || !follows(h.group) {
				t.Errorf("%s holds the comment %s of group %s, sent by %s", d.name, id, h.group, group)
			}
		}
		if d.name == "thu-ky" {
			for _, id := range truths[i].order {
				standing[id]++
			}
			straight := *d.person
			straight.process, straight.client = c.server, nil
			if listed := straight.standing(c.discussion); !maps.Equal(listed, standing) {
				t.Errorf("%d comments are listed, %d are there", len(listed), len(standing))
			}
		}
	}
	for id, n := range standing {
		if n != 1 {
			t.Errorf("the comment %s stands %d times", id, n)
		}
	}

	// The clock did go wrong: what is made now has its time.
	id := newID()
	res := c.organizerNow().do("PUT", "~/discussions/"+c.aside, chaosDiscussion(c.groups...), with(key(id), "If-Match", c.asideRead))
	var made wire
	if err := json.Unmarshal(res.body, &made); err != nil || made.At.Sub(time.Now().Add(c.wrong())).Abs() > time.Minute {
		t.Errorf("made at %v, the server's clock is wrong by %v: %s", made.At, c.wrong(), res)
	}
	if err := c.server.stop(); err != nil {
		t.Error(err)
	}
	if out, code := run(t, "", append([]string{"verify", "--data", c.store.data}, c.store.args...)...); code != 0 {
		t.Errorf("verify: %d %s", code, out)
	}
}

func (c *chaos) organizerNow() *person {
	who := *c.organizer
	who.process = c.server
	return &who
}

func (c *chaos) organizerOf(kind, object string) map[string]any {
	for _, item := range items(c.organizerNow().get("~/" + kind + "?limit=1000")) {
		if item["object"] == object {
			body, _ := item["body"].(map[string]any)
			return body
		}
	}
	return nil
}

// stepClock makes the server's clock wrong by so much, from now on.
func (c *chaos) stepClock(wrong time.Duration) {
	write(c.t, c.clock+".new", wrong.String())
	if err := os.Rename(c.clock+".new", c.clock); err != nil {
		c.t.Fatal(err)
	}
}

func (c *chaos) wrong() time.Duration {
	text, err := os.ReadFile(c.clock)
	if err != nil {
		c.t.Fatal(err)
	}
	wrong, err := time.ParseDuration(string(text))
	if err != nil {
		c.t.Fatal(err)
	}
	return wrong
}

// steppable builds the program with a clock that is as wrong as the file says.
func steppable(t *testing.T, clock string) string {
	t.Helper()
	dir := t.TempDir()
	wiring, err := os.ReadFile("../run.go")
	if err != nil {
		t.Fatal(err)
	}
	stepped := strings.ReplaceAll(string(wiring), "Now: time.Now,", "Now: steppedNow,")
	if n := strings.Count(stepped, "steppedNow"); n < 5 {
		t.Fatalf("run.go gives its clock to %d parts; if it does so in other words now, this test must know them", n)
	}
	source := fmt.Sprintf(`package main

import (
	"os"
	"time"
)

func steppedNow() time.Time {
	text, err := os.ReadFile(%q)
	if err != nil {
		panic(err)
	}
	wrong, err := time.ParseDuration(string(text))
	if err != nil {
		panic(err)
	}
	return time.Now().Add(wrong)
}
`, clock)
	here, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "run.go"), stepped)
	write(t, filepath.Join(dir, "clock.go"), source)
	write(t, filepath.Join(dir, "overlay.json"), mustJSON(t, map[string]any{"Replace": map[string]string{
		filepath.Join(here, "run.go"): filepath.Join(dir, "run.go"), filepath.Join(here, "stepped_now.go"): filepath.Join(dir, "clock.go"),
	}}))
	path := filepath.Join(dir, "plenum")
	if out, err := exec.Command("go", "build", "-overlay", filepath.Join(dir, "overlay.json"), "-o", path, "plenum/server").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

// freeAddr is an address for a server that comes back to it. The port is below those that systems give to outgoing
// connections, so that nobody has taken it meanwhile.
func freeAddr(t *testing.T) string {
	t.Helper()
	for range 100 {
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(20_000+rand.IntN(10_000)))
		if l, err := net.Listen("tcp", addr); err == nil {
			_ = l.Close()
			return addr
		}
	}
	t.Fatal("there is no free port")
	return ""
}
