// Package handlerstest serves the whole HTTP side to tests: the routes of package handlers and of
// mobile-api on the embedded stores, with a congress, a group and an organizer who is signed in.
package handlerstest
