package generate_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"plenum/discussion/generate"
)

func TestTheSameSeedGivesTheSameOpinions(t *testing.T) {
	if a, b := generate.Opinions(3, generate.Options{}), generate.Opinions(3, generate.Options{}); !reflect.DeepEqual(a, b) {
		t.Error("two runs with seed 3 differ")
	}
	if a, b := generate.Opinions(3, generate.Options{}), generate.Opinions(5, generate.Options{}); reflect.DeepEqual(a, b) {
		t.Error("seeds 3 and 5 give the same opinions")
	}
}

func TestOpinionsAreAsManyAndAsMixedAsPromised(t *testing.T) {
	for seed := uint64(1); seed <= 4; seed++ {
		all := generate.Opinions(seed, generate.Options{})
		if len(all) != 2700 {
			t.Fatalf("seed %d: got %d opinions, want 2700", seed, len(all))
		}
		groups, issues, stances, sizes := map[int]int{}, map[int]int{}, map[string]int{}, map[int]int{}
		count := map[string]int{}
		texts := map[string]bool{}
		for _, o := range all {
			groups[o.Group]++
			issues[o.Issue]++
			stances[o.Stance]++
			sizes[o.Cluster]++
			texts[o.Text] = true
			if words := len(strings.Fields(o.Text)); words >= 300 {
				count["of 300 words"]++
			} else if words <= 12 {
				count["of 12 words"]++
			}
			if !norm.NFC.IsNormalString(o.Text) {
				count["decomposed"]++
			}
			if strings.ContainsAny(o.Text, "{}|#%@") && !strings.Contains(o.Text, "%") {
				t.Errorf("seed %d: a slot is left in %q", seed, o.Text)
			}
			if len(o.Parts) > 1 && o.Parts[0].Cluster != 0 {
				count["with two points"]++
			}
			if o.Cluster < 1 || !slices.ContainsFunc(o.Parts, func(p generate.Part) bool { return p.Cluster == o.Cluster }) {
				t.Errorf("seed %d: cluster %d is in no part of %q", seed, o.Cluster, o.Text)
			}
		}
		alone, largest := 0, 0
		for _, n := range sizes {
			if n == 1 {
				alone++
			}
			largest = max(largest, n)
		}
		if len(groups) != 12 || len(issues) != 21 || len(stances) != 6 {
			t.Errorf("seed %d: got %d groups, %d issues with the outside, %d stances with none", seed, len(groups), len(issues), len(stances))
		}
		if len(sizes) < 500 || alone < 250 || largest < 25 {
			t.Errorf("seed %d: got %d clusters, %d of one opinion, the largest of %d", seed, len(sizes), alone, largest)
		}
		if len(texts) < 2500 || count["of 300 words"] < 10 || count["of 12 words"] < 30 || count["decomposed"] < 200 || count["with two points"] < 100 {
			t.Errorf("seed %d: got %d different texts, %v", seed, len(texts), count)
		}
		t.Logf("seed %d: %d clusters, %d of one opinion, the largest of %d; %d different texts; %v", seed, len(sizes), alone, largest, len(texts), count)
	}
}

// The same words with another truth could not be told apart by anybody.
func TestTheSameWordsMakeTheSamePoint(t *testing.T) {
	for seed := uint64(1); seed <= 6; seed++ {
		said := map[string]int{}
		for _, o := range generate.Opinions(seed, generate.Options{}) {
			for _, p := range o.Parts {
				if p.Cluster == 0 {
					continue
				}
				if before := said[p.Text]; before != 0 && before != p.Cluster {
					t.Errorf("seed %d: %q is said in clusters %d and %d", seed, p.Text, before, p.Cluster)
				}
				said[p.Text] = p.Cluster
			}
		}
	}
}

// What was tuned on odd seeds is tried on even ones; a point of both would make that unfair.
func TestOddAndEvenSeedsShareNoPoint(t *testing.T) {
	said := map[string]bool{}
	for _, seed := range []uint64{1, 3, 5, 7} {
		for _, o := range generate.Opinions(seed, generate.Options{}) {
			for _, p := range o.Parts {
				if p.Cluster != 0 {
					said[p.Text] = true
				}
			}
		}
	}
	for _, seed := range []uint64{2, 4} {
		for _, o := range generate.Opinions(seed, generate.Options{}) {
			for _, p := range o.Parts {
				if said[p.Text] {
					t.Errorf("%q is said with odd seeds and with seed %d", p.Text, seed)
				}
			}
		}
	}
}

func TestOptionsAreKept(t *testing.T) {
	all := generate.Opinions(9, generate.Options{Count: 50, Groups: 3, Issues: 4, Members: 5})
	if len(all) != 50 {
		t.Fatalf("got %d opinions, want 50", len(all))
	}
	for _, o := range all {
		if o.Group < 1 || o.Group > 3 || o.Issue < 0 || o.Issue > 4 || o.Member < 0 || o.Member > 4 {
			t.Errorf("got %+v", o)
		}
	}
	if len(generate.Titles()) != 20 {
		t.Errorf("got %d titles, want 20", len(generate.Titles()))
	}
}
