package documents

import "context"

// ConfirmCopies is what Run does with the files at hand every so often.
func (s *Service) ConfirmCopies(ctx context.Context) { s.wholes.copies.confirm(ctx, s.options.Blobs) }

// BytesOfCopies is how many bytes the files at hand, and those that are on their way, count for.
func (s *Service) BytesOfCopies() int64 {
	s.wholes.copies.mu.Lock()
	defer s.wholes.copies.mu.Unlock()
	return s.wholes.copies.taken
}
