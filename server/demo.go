package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/discussion"
	"plenum/discussion/generate"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/rooms"
	"plenum/documents/uploads"
	"plenum/journal"
	"plenum/server/demo"
)

const (
	demoLoginsFile  = "demo-logins.json"
	demoFillingFile = "demo-filling" // is there while the demo is being filled in, when nobody can have used it yet
)

// dropHalfDemo begins anew when filling the demo broke off: what stands in the embedded stores then
// is only a part of it.
func dropHalfDemo(c *Config) error {
	mark := filepath.Join(c.Data, demoFillingFile)
	if !c.Demo || c.MongoDB != "" || c.S3Endpoint != "" {
		return nil
	}
	if _, err := os.Stat(mark); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if _, err := os.Stat(filepath.Join(c.Data, demoLoginsFile)); err == nil { // it was full
		return os.Remove(mark)
	}
	old, err := filepath.Glob(filepath.Join(c.Data, "plenum.[dh][be]*")) // the log and its heads
	if err != nil {
		return err
	}
	for _, path := range append(old, filepath.Join(c.Data, filesFolder), mark) {
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("data: a half-filled demo cannot be removed: %w", err)
		}
	}
	return nil
}

// demoLogin is one line of demo-logins.json. Passwords are random per data folder.
type demoLogin struct {
	Login    string `json:"login"`
	Password string `json:"password"`
	Role     string `json:"role"`
	Congress string `json:"congress"`
	Name     string `json:"name"`
}

// seedDemo fills an empty server with the demo congresses and writes their
// logins; on one that it has filled before it only reads the logins back.
func (s *server) seedDemo(ctx context.Context) ([]demoLogin, error) {
	path := filepath.Join(s.config.Data, demoLoginsFile)
	text, err := os.ReadFile(path)
	switch {
	case err == nil:
		var logins []demoLogin
		if err := json.Unmarshal(text, &logins); err != nil {
			return nil, fmt.Errorf("%s is not what was written: %w", path, err)
		}
		return logins, nil
	case !errors.Is(err, os.ErrNotExist):
		return nil, err
	}
	empty := true
	if err := s.congresses(ctx, func(*journal.Hall) error { empty = false; return nil }); err != nil {
		return nil, err
	}
	if !empty {
		return nil, fmt.Errorf("this server has congresses already and no %s, so it is no demo; start without --demo, or with another --data", demoLoginsFile)
	}
	if err := os.MkdirAll(s.config.Data, 0o700); err != nil {
		return nil, err
	}
	mark := filepath.Join(s.config.Data, demoFillingFile)
	if err := os.WriteFile(mark, nil, 0o600); err != nil {
		return nil, err
	}
	// The materials are ours: they are published unread, so that the server is ready at once, and read
	// soon after.
	filling := *s
	filling.documents = rooms.New(rooms.Options{Files: blobs.NewFiles(blobs.Options{Store: s.stores.blobs, Now: time.Now}), Require: s.auth.Require, Policy: s.policy, Now: time.Now})
	sd := &seeder{server: &filling, accounts: map[string]congress.AccountID{}, passwords: map[string]string{}}
	if err := sd.account(ctx, "quantri", "Quản trị viên Mẫu", true); err != nil {
		return nil, err
	}
	sd.logins = append(sd.logins, demoLogin{"quantri", sd.passwords["quantri"], string(congress.Administrator), "", "Quản trị viên Mẫu"})
	for _, c := range demo.Congresses() {
		if err := sd.congress(ctx, c); err != nil {
			return nil, err
		}
	}
	text, err = json.MarshalIndent(sd.logins, "", "  ")
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, append(text, '\n'), 0o600); err != nil {
		return nil, err
	}
	return sd.logins, os.Remove(mark)
}

type seeder struct {
	*server
	accounts  map[string]congress.AccountID
	passwords map[string]string
	logins    []demoLogin
	many      int // invented opinions that were made
}

func (*seeder) id() congress.RecordID { return congress.RecordID(congress.NewUUID(time.Now())) }

func (sd *seeder) account(ctx context.Context, login, name string, administrator bool) error {
	if sd.accounts[login] != "" {
		return nil
	}
	var random [10]byte
	_, _ = rand.Read(random[:])
	password := strings.ToLower(base32.StdEncoding.EncodeToString(random[:]))
	a, err := sd.auth.CreateAccount(ctx, auth.ServerActor(""), auth.NewAccount{ID: sd.id(), Login: login, Name: name, Password: password, Administrator: administrator})
	if err != nil {
		return fmt.Errorf("account %s: %w", login, err)
	}
	sd.accounts[login], sd.passwords[login] = a.ID, password
	return nil
}

func (sd *seeder) congress(ctx context.Context, c demo.Congress) error {
	made, err := sd.auth.PutCongress(ctx, auth.ServerActor(""), sd.id(), "", c.Info)
	if err != nil {
		return err
	}
	id := congress.CongressID(made.Record.Object)
	h, leave, err := sd.halls.Enter(ctx, id.Stream())
	if err != nil {
		return err
	}
	defer leave()
	put := func(s auth.Setup) (congress.ObjectID, error) {
		s.ID = sd.id()
		s.Object = congress.ObjectID(s.ID)
		_, err := sd.auth.PutSetup(ctx, h, auth.ServerActor(id), s)
		return s.Object, err
	}
	groups := []congress.GroupID{""}
	for i, name := range c.Groups {
		g, err := put(auth.Setup{Group: &congress.Group{Name: name, Number: i + 1}})
		if err != nil {
			return err
		}
		groups = append(groups, congress.GroupID(g))
	}
	seats := map[string]congress.Actor{}
	for _, m := range c.Members {
		if err := sd.account(ctx, m.Login, m.Name, false); err != nil {
			return err
		}
		body := congress.Member{Account: sd.accounts[m.Login], Name: m.Name, Card: m.Card, Title: m.Title, Roles: m.Roles}
		if m.Group > 0 {
			body.Groups = []congress.GroupID{groups[m.Group]}
		}
		member, err := put(auth.Setup{Member: &body})
		if err != nil {
			return fmt.Errorf("member %s: %w", m.Login, err)
		}
		seats[m.Login] = congress.Actor{Account: body.Account, Congress: id, Member: congress.MemberID(member), Roles: m.Roles, Groups: body.Groups}
		sd.logins = append(sd.logins, demoLogin{m.Login, sd.passwords[m.Login], string(m.Roles[0]), c.Info.Title, m.Name})
	}
	for _, a := range c.Agenda {
		if _, err := put(auth.Setup{Agenda: &a}); err != nil {
			return err
		}
	}
	organizer := seats["bantochuc1"]
	for i, m := range c.Materials {
		if err := sd.material(ctx, h, organizer, m, i+1, groups); err != nil {
			return fmt.Errorf("material %s: %w", m.File, err)
		}
	}
	if err := sd.discuss(ctx, h, organizer, c.Discussion, groups[1:], seats); err != nil {
		return err
	}
	if n := min(sd.config.DemoOpinions, 20_000); n > 0 && sd.many == 0 {
		sd.many = n
		return sd.talk(ctx, h, organizer, groups[1:], seats)
	}
	return nil
}

// talk makes a discussion with many invented opinions of the congress's delegates, many at a time
// because each is durable.
func (sd *seeder) talk(ctx context.Context, h *journal.Hall, organizer congress.Actor, groups []congress.GroupID, seats map[string]congress.Actor) error {
	save := discussion.Save{ID: sd.id(), Discussion: discussion.Discussion{Title: "Thảo luận tổ (ý kiến mô phỏng)", Groups: groups, Open: groups}}
	for _, title := range generate.Titles() {
		save.Issues = append(save.Issues, discussion.Issue{Title: title})
	}
	made, err := sd.discussion.Put(ctx, h, organizer, save)
	if err != nil {
		return err
	}
	speakers := make([][]congress.Actor, len(groups))
	most := 0
	for _, login := range slices.Sorted(maps.Keys(seats)) {
		if who := seats[login]; len(who.Groups) == 1 && slices.Contains(who.Roles, congress.Delegate) {
			g := slices.Index(groups, who.Groups[0])
			speakers[g] = append(speakers[g], who)
			most = max(most, len(speakers[g]))
		}
	}
	opinions := make(chan generate.Opinion)
	faults := make(chan error, 64)
	var posting sync.WaitGroup
	for range cap(faults) {
		posting.Go(func() { // ends when opinions is closed
			for o := range opinions {
				who := speakers[o.Group-1]
				if len(who) == 0 {
					continue
				}
				words := discussion.Words{Issue: o.Issue, Stance: discussion.Stance(o.Stance), Text: o.Text}
				if _, err := sd.discussion.Post(ctx, h, who[o.Member%len(who)], discussion.Post{ID: sd.id(), Discussion: made.Record.Object, Group: groups[o.Group-1], Words: words}); err != nil {
					select {
					case faults <- err:
					default:
					}
				}
			}
		})
	}
	for _, o := range generate.Opinions(1, generate.Options{Count: sd.many, Groups: len(groups), Members: most}) {
		opinions <- o
	}
	close(opinions)
	posting.Wait()
	select {
	case err := <-faults:
		return fmt.Errorf("invented opinion: %w", err)
	default:
		return nil
	}
}

func (sd *seeder) material(ctx context.Context, h *journal.Hall, organizer congress.Actor, m demo.Material, order int, groups []congress.GroupID) error {
	audience := congress.Audience{Everyone: m.Everyone, Roles: m.Roles}
	if m.Group > 0 {
		audience.Groups = []congress.GroupID{groups[m.Group]}
	}
	made, err := sd.documents.Create(ctx, h, organizer, documents.NewDocument{ID: sd.id(), Audience: audience, Entry: documents.Entry{
		Number: m.Number, Title: m.Title, Kind: m.Kind, IssuedBy: m.IssuedBy, Date: m.Date, Language: "vi", Order: order, Classification: m.Classification,
	}})
	if err != nil {
		return err
	}
	bytesOf, err := demo.Files.ReadFile("materials/" + m.File)
	if err != nil {
		return err
	}
	upload, err := sd.documents.Receive(ctx, h, organizer, uploads.Receive{
		ID: sd.id(), Document: made.Record.Object, Name: m.Name, Size: int64(len(bytesOf)), Body: bytes.NewReader(bytesOf),
	})
	if err != nil || m.Draft {
		return err
	}
	_, err = sd.documents.Publish(ctx, h, organizer, documents.Change{ID: sd.id(), Document: made.Record.Object}, upload.Record.Object, nil)
	return err
}

func (sd *seeder) discuss(ctx context.Context, h *journal.Hall, organizer congress.Actor, d demo.Discussion, groups []congress.GroupID, seats map[string]congress.Actor) error {
	save := discussion.Save{ID: sd.id(), Discussion: discussion.Discussion{Title: d.Title, Groups: groups, Open: groups, Plenary: true}}
	for _, i := range d.Issues {
		save.Issues = append(save.Issues, discussion.Issue{Title: i.Title, Question: i.Question})
	}
	made, err := sd.discussion.Put(ctx, h, organizer, save)
	if err != nil {
		return err
	}
	for _, c := range d.Comments {
		actor := seats[c.Login]
		if _, err := sd.discussion.Post(ctx, h, actor, discussion.Post{
			ID: sd.id(), Discussion: made.Record.Object, Group: actor.Groups[0],
			Words: discussion.Words{Issue: c.Issue, Stance: discussion.Stance(c.Stance), Text: c.Text},
		}); err != nil {
			return fmt.Errorf("comment of %s: %w", c.Login, err)
		}
	}
	return nil
}

// printLogins shows one login a role, and where to begin; the file has all logins.
func printLogins(w io.Writer, logins []demoLogin, path, url string) {
	if len(logins) == 0 {
		return
	}
	fmt.Fprintf(w, "\nDemo logins, one a role (all %d are in %s):\n", len(logins), path)
	seen := map[string]bool{}
	for _, l := range logins {
		if !seen[l.Role] {
			seen[l.Role] = true
			fmt.Fprintf(w, "  %-16s %-18s %s  %s\n", l.Role, l.Login, l.Password, l.Congress)
		}
	}
	fmt.Fprintf(w, "\nWhere to begin:\n  %-16s %sdocs\n  %-16s %smobile/v1/live\n  %-16s %sreadyz\n",
		"every request", url, "live socket", "ws"+strings.TrimPrefix(url, "http"), "readiness", url)
}
