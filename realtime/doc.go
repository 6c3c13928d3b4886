// Package realtime is the hub: it carries the news of congresses to tablets
// over WebSockets (RFC 6455, subprotocol plenum.v1).
//
// It promises: a socket gets every record its member may see, once and in the
// log's order, from its cursor on; what it may no longer see, it is told is
// gone; a slow reader is told so and closed, and delays nobody; a revoked
// session, a changed role or a stopping server takes effect on open sockets at
// once. A push is a hint and the log is the truth: whoever was cut off resumes
// by cursor and misses nothing.
package realtime
