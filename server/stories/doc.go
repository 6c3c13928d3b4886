// Package stories holds the tests of the whole program: it is built once, started as operators
// start it, and used over HTTP and sockets by people with their roles. No test here sees its
// inside.
//
// Helpers: process_test.go starts, stops and kills servers and signs people in, socket_test.go
// follows the live socket, lifecycle_test.go runs other commands, pair_test.go has two servers on
// one log. datafolder_test.go has the names of files in a data folder.
//
// The stories of a day are in stories_test.go, story_b_test.go, secretary_test.go and tour_test.go.
// The chaos of cuts, kills and wrong clocks is in the files that begin with chaos; `make chaos`
// runs it for minutes.
package stories
