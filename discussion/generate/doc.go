// Package generate invents the opinions of a group discussion, for tests and for the demo: what
// delegates in a dozen groups might say about the draft documents of a province, in Vietnamese,
// with everything that makes real ones hard to put together. The same point is made by several
// people in other words; another figure or the contrary demand stands beside it; some texts hold
// two points, some are a line and some several paragraphs; some are decomposed (NFD), without
// diacritics, in lower case, abbreviated or mistyped.
//
// It promises: the same seed and options give the same opinions. Odd and even seeds share no point,
// no demand, no place and only the commonest phrases, so what was tuned on odd seeds is tried
// fairly on even ones. Every text is ours, no person is named, and no place exists on purpose.
package generate
