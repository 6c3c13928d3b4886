// Package realtime is the hub: it carries the news of congresses to tablets over WebSockets (RFC
// 6455, subprotocol plenum.v1). docs/asyncapi.yaml describes every frame, and a test sends and
// receives each example in it.
//
// It promises: a socket gets every record its member may see, once and in the log's order, from its
// cursor on; an object that the member may no longer see is told as gone; a slow reader is told so
// and closed, and delays nobody; a revoked session, a changed role or a stopping server takes
// effect on open sockets at once. A push is a hint and the log is the truth: a tablet that was cut
// off resumes by its cursor and misses nothing.
//
// # From a record to a tablet
//
// A hub has a room for each congress (room.go). The room follows the hall, encodes each record
// once, and decides once for each class of sockets whose members have the same roles and groups;
// only members whom an audience names one by one are asked singly (deliver.go). What a class hears
// is joined once and written to each of its sockets as far as the kernel takes it, without waiting.
// A large class is paced: what comes within 15 µs for each of its sockets, at most 20 ms, leaves
// together. What the kernel does not take waits in the socket's bounded queue (1,024 frames, 2 MB;
// socket.go) for a goroutine that writes while something is left. A socket whose queue is full is
// sent away ("slow") and resumes from its cursor. An idle socket keeps a reader on a small stack.
// Compression is off: frames are small and encoded once for all, and deflate would need a window
// for each socket.
//
// # Who is there
//
// A socket is at the thread that is on its screen (thread.go). Presence, typing and hands are
// gathered for a quarter of a second, so that a hundred who come at once are one frame; they are in
// the memory of one server. A hand keeps its place for two minutes after its member's last socket.
// Agreement is a mark in the side stream, and its count is told to those at the thread.
//
// # When rights change
//
// Ended sessions, changed accounts, roles and groups, and recalls are records; the hub acts on open
// sockets as they come. A member whose visibility changed hears a full hello and everything anew.
// So does one who is being brought up to date at that moment: frames that were chosen for who they
// were are not sent, because their cursor would hide the change for good. A session that runs out
// ends its socket by a timer, and at the next ping if the clock was set. When there are two sockets
// of one session on one device that follow the same congress, the older is "replaced".
//
// hello, reconnect and bye tell a window that grows with the number of open sockets (1 ms each, at
// most 20 s); every tablet comes back at a random moment of it.
package realtime
