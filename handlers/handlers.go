package handlers

import (
	"context"
	_ "embed"
	"slices"

	"github.com/gofiber/fiber/v2"

	"plenum/discussion"
	"plenum/handlers/api"
	"plenum/handlers/discussions"
	"plenum/handlers/register"
)

// OpenAPI is the contract as it is written, YAML.
//
//go:embed openapi.yaml
var OpenAPI []byte

// LoadContract reads the contract.
func LoadContract() (*api.Contract, error) { return api.ReadContract(OpenAPI) }

// Options are what the app and its routes need. A contract that is nil is loaded.
type Options struct {
	api.Options

	Documents   register.Options
	Discussion  *discussion.Service
	Compilation discussions.CompilationOptions

	// Warnings are what becomes a fault when nobody sees to it, by what it is; nil: nothing does.
	Warnings func() map[string]string
	// Damage is what is wrong with the log of which congress, told where the server is asked whether
	// it is ready; nil: nothing is told.
	Damage func() any
	// Ready are the parts that must answer for the server to be ready.
	Ready map[string]func(context.Context) error
}

// New makes the app with the routes of /api/v1, those for whoever runs the server, and more; it
// listens to nothing yet. It fails when a route and the contract do not agree, or a route lacks its
// access rule.
func New(o Options, more ...[]api.Route) (*fiber.App, error) {
	if o.Contract == nil {
		var err error
		if o.Contract, err = LoadContract(); err != nil {
			return nil, err
		}
	}
	return api.New(o.Options, slices.Concat(
		accounts{o.Auth}.routes(),
		lockoutRoutes(o.Auth, o.Log),
		operations{o, o.Contract}.routes(),
		CongressRoutes(o.Auth, o.Policy),
		register.Routes(o.Documents),
		discussions.Routes(o.Discussion),
		discussions.CompilationRoutes(o.Compilation),
		slices.Concat(more...),
	)...)
}
