package similar

// word is a syllable of a clause after phrases were read: without courtesies, one for all of a
// kind.
type word struct {
	spelling
	from, to int
	faint    bool
	capital  bool
	number   bool
}

// clause is a stretch of a text that says one thing.
type clause struct {
	words    []word
	demand   bool // it says what somebody wants or thinks; other clauses give reasons
	must     bool
	doubt    bool
	not      bool              // the demand is turned around
	conceded bool              // agreement before a but
	turn     int8              // of the first word that says which way a change goes
	figures  map[string]string // the numbers by unit: "year" 2027, "phan" 30
}

// text is an opinion as it was read.
type text struct {
	bare    bool // written without diacritics
	clauses []clause
}

// read parts a text into clauses, at the ends of sentences and where a phrase begins something new,
// so that a text without any punctuation has clauses too.
func (l *lexicon) read(k reader, s string) text {
	tokens := k.tokens(s)
	marks, letters, capitals := 0, 0, 0
	for _, t := range tokens {
		if t.number {
			continue
		}
		letters++
		if t.fold != t.marked {
			marks++
		}
		if t.capital {
			capitals++
		}
	}
	out := text{bare: marks*8 < letters}
	shouting := capitals*2 > letters // Every Word With A Capital says nothing about names
	var c clause
	first := 0 // clause of the sentence
	flush := func() {
		n := len(out.clauses)
		c.words = trimmed(c.words)
		switch {
		case len(c.words) > 1 && n < mostClauses:
			c.figures = figures(c.words)
			out.clauses = append(out.clauses, c)
		case c.demand && n > first: // …, tôi đồng ý
			before := &out.clauses[n-1]
			before.demand, before.doubt, before.not = true, before.doubt || c.doubt, before.not != c.not
		case c.demand && len(c.words) == 0: // Tôi đề nghị: …
			return
		}
		c = clause{}
	}
	for i := 0; i < len(tokens); {
		t := tokens[i]
		if t.stop || len(c.words) >= longestClause {
			flush()
		}
		if t.stop {
			first = len(out.clauses)
		}
		m, n := l.at(tokens, i, out.bare)
		if m.begins && len(c.words) > 0 {
			flush()
		}
		if m.but {
			for i := first; i < len(out.clauses); i++ {
				out.clauses[i].conceded = true
			}
			c = clause{}
		}
		c.demand, c.must, c.doubt, c.not = c.demand || m.demand, c.must || m.must, c.doubt || m.doubt, c.not != m.not
		if c.turn == 0 {
			c.turn = m.turn
		}
		switch {
		case n == 0:
			c.words = append(c.words, l.word(t, t.spelling, out.bare, shouting))
			i++
			continue
		case m.way == "không" && len(trimmed(c.words)) == 0: // đề nghị không …
			c.not = !c.not
		case m.way != "":
			for _, s := range l.ways[m.way] {
				w := l.word(t, s, out.bare, true)
				w.to = tokens[i+n-1].to
				if out.bare {
					w.marked = w.fold
				}
				c.words = append(c.words, w)
			}
		case !m.drop:
			for _, t := range tokens[i : i+n] {
				c.words = append(c.words, l.word(t, t.spelling, out.bare, shouting))
			}
		}
		i += n
	}
	flush()
	out.settle()
	return out
}

// settle decides which clauses are demands: those that say so plainly; else those that say what
// must be; else all. A concession is no point if a demand follows it.
func (t *text) settle() {
	plain, followed, must := false, false, false
	for _, c := range t.clauses {
		plain, must = plain || c.demand, must || c.must
		followed = followed || c.demand && !c.conceded
	}
	for i := range t.clauses {
		c := &t.clauses[i]
		if !plain {
			c.demand = c.must || !must
		}
		c.demand = c.demand && !(c.conceded && followed)
	}
}

// trimmed leaves out what holds the sentence together at both ends of a clause.
func trimmed(words []word) []word {
	for len(words) > 0 && words[0].faint {
		words = words[1:]
	}
	for len(words) > 0 && words[len(words)-1].faint {
		words = words[:len(words)-1]
	}
	return words
}

func (l *lexicon) word(t token, s spelling, bare, shouting bool) word {
	w := word{spelling: s, from: t.from, to: t.to, capital: t.capital && !shouting, number: t.number}
	if bare {
		w.faint = l.faintFold[s.fold]
	} else {
		w.faint = l.faint[s.marked]
	}
	return w
}
