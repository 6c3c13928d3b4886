// Package journal keeps each congress as an ordered log of records: the Log
// contract that storage fulfils, the hash chain, and the hall, a congress live
// in memory through which everything is written and read.
//
// It promises: records of a stream are numbered 1, 2, 3 … without a gap; a
// record is durable before anybody hears of it; the same record id is written
// once; whatever is read was filtered by the visibility rule it was given; the chain
// verifies, also after bodies were erased.
package journal
