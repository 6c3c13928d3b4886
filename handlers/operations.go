package handlers

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/common/expfmt"

	"plenum/handlers/api"
)

// operations are the routes of whoever runs the server, and the front page.
type operations struct {
	Options

	contract *api.Contract
}

// routes are for whoever runs the server, and the front page.
func (o operations) routes() []api.Route {
	return []api.Route{
		{Method: "GET", Path: "/", Access: api.Anyone, Page: true, Handle: o.Contract.FrontPage},
		{Method: "GET", Path: "/docs", Access: api.Anyone, Page: true, Handle: o.Contract.DocsPage},
		{Method: "GET", Path: "/openapi.json", Access: api.Anyone, Handle: o.openAPI},
		{Method: "GET", Path: "/healthz", Access: api.Anyone, Handle: o.healthz},
		{Method: "GET", Path: "/readyz", Access: api.Anyone, Handle: o.readyz},
		{Method: "GET", Path: "/metrics", Access: api.Operator, Handle: o.metricsPage},
	}
}

func (o operations) openAPI(c *api.Call) error {
	return c.AnswerBytes(o.contract.JSON())
}

// healthz answers as long as the process serves at all.
func (o operations) healthz(c *api.Call) error { return c.Answer(map[string]string{"status": "ok"}) }

// readyPatience is how long each part may take to say that it is well.
const readyPatience = 3 * time.Second

// readyz answers whether requests should be sent here: storage can be reached and the server is not
// stopping. A damaged congress is told, by its stream and numbers, and does not make the server
// unready: the others are served as ever, and it is read. Nor does a warning.
func (o operations) readyz(c *api.Call) error {
	parts := map[string]string{}
	status := http.StatusOK
	var mu sync.Mutex
	var all sync.WaitGroup
	for name, ask := range o.Ready {
		all.Go(func() { // each with a time of its own, so that a part which does not answer takes none of the others'
			ctx, cancel := context.WithTimeout(c.Req, readyPatience)
			defer cancel()
			err := ask(ctx)
			mu.Lock()
			defer mu.Unlock()
			parts[name] = "ok"
			if err != nil {
				parts[name] = "unavailable"
				status = http.StatusServiceUnavailable
				o.Log.Warn("not ready", "part", name, "error", err)
			}
		})
	}
	all.Wait()
	c.Status(status)
	word := "ready"
	if status != http.StatusOK {
		word = "not-ready"
	}
	answer := map[string]any{"status": word, "parts": parts}
	if o.Warnings != nil {
		answer["warnings"] = o.Warnings()
	}
	if o.Damage != nil {
		answer["damaged"] = o.Damage()
	}
	return c.Answer(answer)
}

func (o operations) metricsPage(c *api.Call) error {
	families, err := o.Registry.Gather()
	if err != nil {
		return err
	}
	var out bytes.Buffer
	encoder := expfmt.NewEncoder(&out, expfmt.NewFormat(expfmt.TypeTextPlain))
	for _, family := range families {
		if err := encoder.Encode(family); err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderContentType, string(expfmt.NewFormat(expfmt.TypeTextPlain)))
	return c.Send(out.Bytes())
}
