package discussion

// StanceWord is the word that reports use for a stance; "" for none.
func StanceWord(s Stance) string { return stanceWords[s] }

// stanceWords are the words that reports use.
var stanceWords = map[Stance]string{
	Agree: "nhất trí", Propose: "đề nghị", Wonder: "băn khoăn", Disagree: "không tán thành", Hold: "cho rằng",
}
