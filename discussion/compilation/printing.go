package compilation

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"plenum/congress"
	"plenum/congress/messages"
	"plenum/discussion/report"
)

// patience is how long who asks for a PDF waits for it; the work goes on without them.
const patience = 20 * time.Second

// keptPDFs is how many finished PDFs stay at hand.
const keptPDFs = 4

var errPDFMaking = congress.E(congress.Unavailable, messages.PDFMaking)

// printing makes PDFs of reports, each once however many ask. A long report takes longer than
// anybody waits: it is made to its end, which the server's stop or the converter's own limit of
// time is, and whoever asks again gets it. It is safe for concurrent use.
type printing struct {
	mu   sync.Mutex
	jobs []*printJob // the oldest first
}

type printJob struct {
	of   [sha256.Size]byte
	done chan struct{}
	pdf  []byte
	err  error
}

// start begins to make the PDF of a Word file, unless it is made already or on its way.
func (p *printing) start(stop context.Context, docx []byte, convert func(context.Context, []byte) ([]byte, error)) *printJob {
	of := sha256.Sum256(docx)
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, j := range p.jobs {
		if j.of == of {
			return j
		}
	}
	job := &printJob{of: of, done: make(chan struct{})}
	p.jobs = append(p.jobs, job)
	go func() { // ends with the conversion, which stop ends
		job.pdf, job.err = convert(stop, docx)
		if job.err == nil {
			job.pdf = report.StablePDF(job.pdf, docx)
		}
		close(job.done)
		p.settle(job)
	}()
	return job
}

// settle forgets what failed, so that it is tried again, and the oldest of what is finished.
func (p *printing) settle(job *printJob) {
	p.mu.Lock()
	defer p.mu.Unlock()
	finished := 0
	for i := len(p.jobs) - 1; i >= 0; i-- {
		j := p.jobs[i]
		select {
		case <-j.done:
			finished++
		default:
			continue
		}
		if j == job && j.err != nil || finished > keptPDFs {
			p.jobs = append(p.jobs[:i:i], p.jobs[i+1:]...)
		}
	}
}

// Print begins to make the PDF of a Word file for those who will ask for it. Without a converter it
// does nothing.
func (s *Service) Print(docx []byte) {
	if s.options.PDF != nil {
		s.printing.start(s.options.Stop, docx, s.options.PDF)
	}
}

// PDF turns the report into PDF, the same bytes of the same file. Errors: Conflict "no_converter",
// Unavailable "pdf_making" when it takes longer than one waits, and those of the converter.
func (s *Service) PDF(ctx context.Context, docx []byte) ([]byte, error) {
	if s.options.PDF == nil {
		return nil, errNoConverter
	}
	job := s.printing.start(s.options.Stop, docx, s.options.PDF)
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case <-job.done:
		return job.pdf, job.err
	case <-late.C:
		return nil, errPDFMaking
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
