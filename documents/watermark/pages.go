package watermark

import (
	"errors"
	"fmt"
	"maps"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// page is a leaf of the page tree with what it inherits.
type page struct {
	ref       types.IndirectRef
	dict      types.Dict
	resources types.Object
	box       rect // what is shown of it, in its own space
	turn      int  // quarters that it is shown turned by, clockwise
}

// rect is a rectangle with its lower left corner at x, y.
type rect struct{ x, y, w, h float64 }

func (r rect) array() types.Array {
	return types.Array{types.Float(r.x), types.Float(r.y), types.Float(r.x + r.w), types.Float(r.y + r.h)}
}

// Bounds of what is taken for a page tree.
const (
	maxPages = 20_000
	maxDepth = 60
)

// inherited are the attributes that a page has from the nodes above it.
var inherited = []string{"Resources", "MediaBox", "CropBox", "Rotate"}

// pagesOf walks the page tree itself, so that what is marked and what is written are the same
// pages.
func pagesOf(x *model.XRefTable) ([]page, error) {
	catalog, err := x.Catalog()
	if err != nil {
		return nil, err
	}
	var pages []page
	seen := map[int]bool{}
	var walk func(node types.Object, above types.Dict, depth int) error
	walk = func(node types.Object, above types.Dict, depth int) error {
		ref, ok := node.(types.IndirectRef)
		if !ok || depth > maxDepth {
			return errors.New("the page tree is not one")
		}
		d, err := x.DereferenceDict(ref)
		if err != nil || d == nil {
			return errors.Join(errors.New("a page is missing"), err)
		}
		if seen[ref.ObjectNumber.Value()] {
			return errors.New("a page is in the tree twice")
		}
		seen[ref.ObjectNumber.Value()] = true
		attributes := maps.Clone(above)
		for _, key := range inherited {
			if d[key] != nil {
				attributes[key] = d[key]
			}
		}
		if kids, isNode := d["Kids"]; isNode {
			list, err := x.DereferenceArray(kids)
			if err != nil {
				return err
			}
			for _, kid := range list {
				if kid == nil {
					continue
				}
				if err := walk(kid, attributes, depth+1); err != nil {
					return err
				}
			}
			return nil
		}
		if len(pages) == maxPages {
			return fmt.Errorf("there are more than %d pages", maxPages)
		}
		p := page{ref: ref, dict: d, resources: attributes["Resources"]}
		if p.box, err = shown(x, attributes); err != nil {
			return err
		}
		p.turn, err = turn(x, attributes["Rotate"])
		pages = append(pages, p)
		return err
	}
	if err := walk(catalog["Pages"], types.Dict{}, 0); err != nil {
		return nil, err
	}
	if len(pages) == 0 {
		return nil, errors.New("there is no page")
	}
	return pages, nil
}

// shown is what programs show of a page: the crop box within the media box, US letter when it says
// nothing.
func shown(x *model.XRefTable, attributes types.Dict) (rect, error) {
	media, ok := box(x, attributes["MediaBox"])
	if !ok {
		media = rect{0, 0, 612, 792}
	}
	r := media
	if crop, ok := box(x, attributes["CropBox"]); ok {
		left, low := max(crop.x, media.x), max(crop.y, media.y)
		within := rect{left, low, min(crop.x+crop.w, media.x+media.w) - left, min(crop.y+crop.h, media.y+media.h) - low}
		if within.w > 0 && within.h > 0 {
			r = within
		}
	}
	if r.w < 1 || r.h < 1 || r.w > 1e6 || r.h > 1e6 || math.Abs(r.x) > 1e7 || math.Abs(r.y) > 1e7 {
		return r, errors.New("the page has no size")
	}
	return r, nil
}

func box(x *model.XRefTable, o types.Object) (rect, bool) {
	n, err := numbers(x, o, 4)
	if err != nil {
		return rect{}, false
	}
	r := rect{min(n[0], n[2]), min(n[1], n[3]), math.Abs(n[2] - n[0]), math.Abs(n[3] - n[1])}
	return r, r.w > 0 && r.h > 0
}

// numbers reads an array of so many numbers.
func numbers(x *model.XRefTable, o types.Object, count int) ([]float64, error) {
	if o == nil {
		return nil, errors.New("there is no array")
	}
	a, err := x.DereferenceArray(o)
	if err != nil || len(a) != count {
		return nil, errors.Join(errors.New("the array is another"), err)
	}
	out := make([]float64, count)
	for i, v := range a {
		if out[i], err = x.DereferenceNumber(v); err != nil {
			return nil, err
		}
		if math.IsNaN(out[i]) || math.IsInf(out[i], 0) {
			return nil, errors.New("a number is none")
		}
	}
	return out, nil
}

func turn(x *model.XRefTable, o types.Object) (int, error) {
	if o == nil {
		return 0, nil
	}
	degrees, err := x.DereferenceNumber(o)
	if err != nil || math.Abs(degrees) > 1e6 || math.Mod(degrees, 90) != 0 {
		return 0, errors.Join(errors.New("the page is turned by no quarters"), err)
	}
	return ((int(degrees)/90)%4 + 4) % 4, nil
}

// upright is the size of the page as it is shown, and how its points lie in the page's own space.
func (p page) upright() (w, h float64, matrix [6]float64) {
	b := p.box
	switch p.turn {
	case 1:
		return b.h, b.w, [6]float64{0, 1, -1, 0, b.x + b.w, b.y}
	case 2:
		return b.w, b.h, [6]float64{-1, 0, 0, -1, b.x + b.w, b.y + b.h}
	case 3:
		return b.h, b.w, [6]float64{0, -1, 1, 0, b.x, b.y + b.h}
	default:
		return b.w, b.h, [6]float64{1, 0, 0, 1, b.x, b.y}
	}
}

// replaceTree makes a page tree of exactly these pages. Pages that were in none are not in the copy
// either, wherever a link leads.
func replaceTree(x *model.XRefTable, pages []page) error {
	marked := map[int]bool{}
	kids := make(types.Array, len(pages))
	for i, p := range pages {
		kids[i] = p.ref
		marked[p.ref.ObjectNumber.Value()] = true
	}
	for number, entry := range x.Table {
		d, ok := entry.Object.(types.Dict)
		if !ok || marked[number] {
			continue
		}
		if kind := d.Type(); kind != nil && *kind == "Page" {
			entry.Object = types.Dict{}
		}
	}
	root, err := x.IndRefForNewObject(types.Dict{"Type": types.Name("Pages"), "Kids": kids, "Count": types.Integer(len(pages))})
	if err != nil {
		return err
	}
	for _, p := range pages {
		p.dict["Parent"] = *root
	}
	catalog, err := x.Catalog()
	if err != nil {
		return err
	}
	catalog["Pages"] = *root
	x.PageCount = len(pages)
	return nil
}
