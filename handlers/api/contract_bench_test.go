package api

import (
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// What the contract costs a comment, which is the most frequent of all requests.
func BenchmarkContractOfAComment(b *testing.B) {
	c, err := ReadContract(written(b))
	if err != nil {
		b.Fatal(err)
	}
	const id = "0190a000-0000-7000-8000-000000000001"
	body := []byte(`{"group":"` + id + `","issue":1,"stance":"propose","text":"Đề nghị bổ sung chỉ tiêu về nhà ở xã hội cho công nhân."}`)
	ctx := &fasthttp.RequestCtx{}
	ctx.Request.Header.SetMethod("POST")
	ctx.Request.Header.SetContentType("application/json")
	ctx.Request.Header.Set("Idempotency-Key", id)
	ctx.Request.SetRequestURI("/mobile/v1/congresses/" + id + "/discussions/" + id + "/comments")
	app := fiber.New()
	f := app.AcquireCtx(ctx)
	defer app.ReleaseCtx(f)
	op := c.operation("POST", "/mobile/v1/congresses/:congress/discussions/:discussion/comments")
	b.ReportAllocs()
	for b.Loop() {
		if err := op.check(f, false, body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadContract(b *testing.B) {
	text := written(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadContract(text); err != nil {
			b.Fatal(err)
		}
	}
}
