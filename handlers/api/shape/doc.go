// Package shape tells, for little, that a request fits the contract (OpenAPI 3.1, JSON Schema
// 2020-12). It reads the document once into checks that run over the bytes of a request without
// making anything of them.
//
// Its yes is sure: a request that fits here fits the contract's schemas. Its no says nothing: the
// request may be wrong, or be written in a way that this package does not look into, such as an
// escaped name, a number with an exponent, a header twice. Whoever gets a no asks the schemas, which
// also find the words (package api). An operation with a keyword that this package does not know
// fits never. A test of package api holds both to each other for every operation of the contract,
// and a fuzz target looks for a yes that the schemas deny.
package shape
