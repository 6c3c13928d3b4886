// Command plenum is the server behind paperless congresses: command line, settings, wiring, start
// and stop. All rules live in the other packages.
//
// The flow of `plenum serve`: main.go reads the command, config.go the settings, stores.go opens
// the stores, run.go wires the services (open) and serves (run). commands.go has the other
// commands, repair.go `plenum repair`, demo.go fills the demo.
//
// Start: the data folder is locked, the stores are opened, the log is compared with its heads, the
// services are built, the server listens, broken-off recalls are finished. Stop (SIGTERM): the hub
// tells its sockets to come back at a jittered time and takes no more, the HTTP server stops
// accepting and waits for requests under way, background work ends, halls finish the batch in hand
// and save snapshots, the stores close.
//
// Work of a dead server is found in the records by those that are left, every two seconds
// (takeover.go; of a congress that nobody is in, by its head in the log). A planned publication has
// a record id made of it, so that servers that do it at the same time do it once. Recalls and
// attachments that broke off are finished after ten seconds.
package main
