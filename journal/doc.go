// Package journal keeps each congress as an ordered log of records: the Log contract that storage
// fulfils, the hash chain, and the hall, a congress live in memory through which everything is
// written and read.
//
// It promises: records of a stream are numbered 1, 2, 3 … without a gap; a record is durable before
// anybody hears of it; a record id is written once; an answer holds only what the visibility rule
// lets through that the caller gave; the chain verifies, also after bodies were erased.
//
// # Writing
//
// Hall.Commit takes a function that makes the record from the present state. The hall's committer,
// one goroutine, takes every request that waits (at most 256), runs the functions one after
// another, so that each sees what those before it made, seals the records (number, canonical body,
// hash chain) and appends them to the log as one batch. The log refuses a number that is taken,
// because another server was first: the hall then reads what came and tries again. Afterwards the
// batch is applied to the state, and whoever waits for news is woken.
//
// A known record id answers the record that stands if the same was asked for: a record keeps a
// digest of that (Asked). The same id with something else is "key_reused". A new record or object
// has a UUIDv7, unless the code that makes it says that the server derived the id of what the
// object belongs to (Derived, UUIDv8). An object keeps its kind, also when it is erased.
//
// # Reading
//
// Get, List and InOrder read the latest objects. Changes answers what changed after a cursor, what
// is gone, and everything anew when the actor's own visibility changed or the cursor is of another
// history: a cursor holds the beginning of its record's hash, which covers all records before it.
//
// A walk through everything (a first sync) goes by shelves, which have the records of a kind that
// are meant for one audience: the visibility rule is asked once for each, and others' objects are
// passed by. From the head at which a walk began, changes go by the log's order again.
//
// A record that the hall holds is decoded once, when somebody first asks what it says
// (congress.Body); the value is everybody's and never changed. Counts and lists that would look at
// many objects are kept with the hall (Kept) and take in what is new (Follow).
//
// # Damage
//
// Heads keeps the last heads of each stream in a file apart from the log. A line for each batch is
// written before the batch is acknowledged, and never ahead of the log; it is synced every second,
// and at once for what is signed or sealed. A hall that is loaded is compared with the heads, as
// all streams are at the start.
//
// Where a record cannot be read or does not fit, Survey goes on past it and finds what SHA-256
// proves: by the record's own hash, the next record's link, or a noted head. An object whose latest
// record is damaged is shown by its number without a body, never in an older state, because it may
// have been withdrawn since. The index of objects, which has copies of their ids, says what a
// wholly unreadable record was about. A damaged congress is read-only ("congress_damaged"), as is
// one whose log has lost its end. Where rights hang on the damage (a policy record), or nothing
// says which object it was, the congress is refused ("chain_broken"). Repair plans the way on, and
// never invents.
//
// # Outages
//
// Every call to the log has a deadline. An append whose answer was not heard is asked after before
// anybody is told: its record stands, or the answer is Unavailable and the same request asked again
// settles it. Fresh tells when the log last said that there is nothing newer; beyond
// Options.StaleAfter nothing is served that needs a right.
package journal
