package congress

// Classification is the level of secrecy of a document. No role overrides it.
// The last three are the levels of state secrets of Vietnam's Law on
// Protection of State Secrets (29/2018/QH14, article 8).
type Classification string

// The six levels, from open to closed.
const (
	Public      Classification = "public"     // công khai: guests and press too
	InternalUse Classification = "internal"   // nội bộ: the default; by audience
	Restricted  Classification = "restricted" // hạn chế: named audience, watermarked, no offline copy
	Mat         Classification = "mat"        // mật
	ToiMat      Classification = "toi-mat"    // tối mật
	TuyetMat    Classification = "tuyet-mat"  // tuyệt mật
)

// Classifications lists the levels from open to closed.
func Classifications() []Classification {
	return []Classification{Public, InternalUse, Restricted, Mat, ToiMat, TuyetMat}
}

// Valid reports whether c is one of the six levels.
func (c Classification) Valid() bool { return c.rank() >= 0 }

// Secret reports whether c is one of the three levels of state secrets, whose
// bytes never enter. A level nobody knows counts as secret.
func (c Classification) Secret() bool {
	r := c.rank()
	return r < 0 || r >= 3
}

// Above reports whether c is a higher level than d.
func (c Classification) Above(d Classification) bool { return c.rank() > d.rank() }

func (c Classification) rank() int {
	for i, level := range Classifications() {
		if c == level {
			return i
		}
	}
	return -1
}
