package readership

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"plenum/auth"
	"plenum/congress"
	"plenum/documents"
	"plenum/documents/blobs"
	"plenum/documents/sheets"
	"plenum/journal"
	"plenum/vietnamese"
)

// Copy is what one device was given of a document.
type Copy struct {
	Device   congress.DeviceID  `json:"device,omitempty"` // absent: the client named none, and stands for its account
	Account  congress.AccountID `json:"account"`
	Member   congress.MemberID  `json:"member,omitempty"`
	Name     string             `json:"name,omitempty"`
	Login    string             `json:"login,omitempty"` // the account's
	Card     string             `json:"card,omitempty"`
	Versions []int              `json:"versions"`
	First    time.Time          `json:"first"`
	Last     time.Time          `json:"last"`
	Erased   *time.Time         `json:"erased,omitempty"` // when it said so, after it was last given something
	Heard    time.Time          `json:"heard"`            // when the congress last heard of the device
	Online   bool               `json:"online"`           // it has an open socket
}

// Ledger is where copies of a document are, and, of a recalled one, the proof that they are gone.
type Ledger struct {
	Document    congress.ObjectID        `json:"document"`
	Number      string                   `json:"number,omitempty"`
	State       documents.State          `json:"state"`
	Recall      *documents.Recall        `json:"recall,omitempty"`
	Record      uint64                   `json:"record"` // the document's, with its hash in the chain
	Hash        congress.Hash            `json:"hash"`
	Left        int                      `json:"left"`  // blobs of the document in the store
	Twins       []documents.TwinStanding `json:"twins"` // other documents' files with the same bytes; before a recall it shows them too
	Devices     []Copy                   `json:"devices"`
	Erased      int                      `json:"erased"`      // devices that said so
	Outstanding int                      `json:"outstanding"` // devices that did not
}

// Ledger tells which devices were given the document, and which have erased it since. The actor
// needs RecallDocuments. online tells whether a device has an open socket. Errors: NotFound,
// Forbidden, Unavailable.
func (s *Board) Ledger(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, online func(congress.AccountID, congress.DeviceID) bool) (Ledger, error) {
	d, r, err := s.register.Get(h, actor, document)
	if err != nil {
		return Ledger{}, err
	}
	if !s.options.Policy.Allow(actor, auth.RecallDocuments) {
		return Ledger{}, documents.ErrForbidden
	}
	if err := s.audit.flush(ctx, h.Stream); err != nil {
		return Ledger{}, err
	}
	b, err := s.board(ctx, h)
	if err != nil {
		return Ledger{}, err
	}
	out := Ledger{Document: document, Number: d.Number, State: d.State, Recall: d.Recall, Record: r.N, Hash: r.Hash, Devices: []Copy{}, Twins: s.register.Twins(h, actor, document, d)}
	b.mu.Lock()
	for _, c := range b.copies[document] {
		one := *c
		one.Versions = slices.Clone(c.Versions)
		one.Heard = b.heard[deviceOf(c.Account, c.Device)]
		out.Devices = append(out.Devices, one)
	}
	b.mu.Unlock()
	for i := range out.Devices {
		c := &out.Devices[i]
		who, err := s.audit.who(ctx, c.Account)
		if err != nil {
			return Ledger{}, err
		}
		c.Name, c.Login = who.Name, who.Login
		if m, ok := h.Member(c.Member); ok {
			c.Name, c.Card = m.Name, m.Card
		}
		c.Online = online != nil && online(c.Account, c.Device)
		if c.Erased != nil {
			out.Erased++
		} else {
			out.Outstanding++
		}
	}
	vietnamese.Sort(out.Devices, func(c Copy) []string {
		erased := "0" // those that have not come first
		if c.Erased != nil {
			erased = "1"
		}
		return slices.Concat([]string{erased}, vietnamese.Person(c.Name), []string{string(c.Account), string(c.Device)})
	})
	left, err := s.files.List(ctx, blobs.Folder(h.Stream, document), "", 1000)
	out.Left = len(left)
	return out, err
}

// LedgerSheet is Ledger as a workbook, for the file of the recall. Errors as Ledger.
func (s *Board) LedgerSheet(ctx context.Context, h *journal.Hall, actor congress.Actor, document congress.ObjectID, online func(congress.AccountID, congress.DeviceID) bool) ([]byte, error) {
	l, err := s.Ledger(ctx, h, actor, document, online)
	if err != nil {
		return nil, err
	}
	now := s.options.Now()
	rows := [][]any{{"TT", "Họ và tên", "Số thẻ", "Thiết bị", "Tình trạng", "Xóa lúc", "Nhận lần đầu", "Nhận lần cuối", "Liên lạc lần cuối", "Phiên bản"}}
	for _, c := range l.Devices {
		state := "chưa xóa, ngoại tuyến"
		switch {
		case c.Erased != nil:
			state = "đã xóa"
		case c.Online:
			state = "chưa xóa, đang trực tuyến"
		}
		name := c.Name
		if c.Member == "" {
			name = strings.TrimSpace("(quản trị viên) " + name)
		}
		rows = append(rows, []any{len(rows), name, c.Card, string(c.Device), state, clock(c.Erased), clock(&c.First), clock(&c.Last), clock(&c.Heard), strings.Trim(fmt.Sprint(c.Versions), "[]")})
	}
	rows = append(rows, []any{"", "Số, ký hiệu", l.Number}, []any{"", "Mã tài liệu", string(l.Document)}, []any{"", "Lập lúc", clock(&now)},
		[]any{"", "Thiết bị đã xóa", l.Erased}, []any{"", "Thiết bị chưa xóa", l.Outstanding}, []any{"", "Tệp còn trên máy chủ", l.Left},
		[]any{"", "Bản ghi số", int(l.Record)}, []any{"", "Mã băm bản ghi", l.Hash.String()}) //nolint:gosec // a log has fewer
	for _, t := range l.Twins {
		kept := "đã xóa"
		if t.Kept {
			kept = "còn trên máy chủ"
		}
		rows = append(rows, []any{"", "Tài liệu khác có cùng nội dung tệp", strings.TrimSpace(t.Number + " " + string(t.Document)), string(t.Upload), kept})
	}
	if l.Recall != nil {
		rows = append(rows, []any{"", "Thu hồi lúc", clock(&l.Recall.At)}, []any{"", "Lý do", l.Recall.Reason}, []any{"", "Xóa xong trên máy chủ lúc", clock(l.Recall.Erased)})
	}
	return sheets.Write(sheets.Sheet{Name: "Thu hồi", Title: "Biên bản thu hồi tài liệu", Rows: rows})
}

// NoteErased takes a tablet's word that it has nothing of these documents any more. The answer has
// for each "" or not_found, when the device was never given anything of it. Errors: Unavailable.
func (s *Board) NoteErased(ctx context.Context, h *journal.Hall, actor congress.Actor, list []congress.ObjectID) ([]string, error) {
	if err := s.audit.flush(ctx, h.Stream); err != nil {
		return nil, err
	}
	b, err := s.board(ctx, h)
	if err != nil {
		return nil, err
	}
	codes := make([]string, len(list))
	var gone []Access
	now := congress.AsKept(s.options.Now())
	b.mu.Lock()
	for i, document := range list {
		c := b.copies[document][deviceOf(actor.Account, actor.Device)]
		switch {
		case c == nil:
			codes[i] = congress.CodeOf(congress.ErrNotFound)
		case c.Erased == nil:
			a := AccessOf(actor, documents.VersionFile{Document: document}, Erased)
			a.At = now
			gone = append(gone, a)
		}
	}
	b.mu.Unlock()
	if len(gone) == 0 {
		return codes, nil
	}
	s.audit.reread(actor, list)
	return codes, s.audit.write(ctx, s.audit.batch(h.Stream, gone...))
}

// reread has the next reading by the device count as a new one.
func (a *Audit) reread(actor congress.Actor, list []congress.ObjectID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for x := range a.known {
		if x.Account == actor.Account && x.Device == actor.Device && slices.Contains(list, x.Document) {
			delete(a.known, x)
		}
	}
}

// deviceOf names a device; an account's clients that name none count as one.
func deviceOf(account congress.AccountID, device congress.DeviceID) string {
	if device != "" {
		return string(device)
	}
	return "account " + string(account)
}

// count takes an access into the board. Organizers' looks at uploads are copies too.
func (b *board) count(a Access) {
	device := deviceOf(a.Account, a.Device)
	if a.At.After(b.heard[device]) {
		b.heard[device] = a.At
	}
	of := b.copies[a.Document]
	if of == nil {
		of = map[string]*Copy{}
		b.copies[a.Document] = of
	}
	c := of[device]
	switch {
	case a.What == Erased && c != nil:
		at := a.At
		c.Erased = &at
		return
	case a.What == Erased:
		return
	case c == nil:
		c = &Copy{Device: a.Device, Account: a.Account, Member: a.Member, First: a.At, Versions: []int{}}
		of[device] = c
	}
	c.Last, c.Erased = a.At, nil
	if a.Version != 0 && !slices.Contains(c.Versions, a.Version) {
		c.Versions = append(c.Versions, a.Version)
		slices.Sort(c.Versions)
	}
}
