// Package storage holds what all stores share: the check of a batch before it
// is written, and the one error for a store that is away. The stores
// themselves are sqlite and files (embedded), mongodb and minio (production);
// storagetest is the suite that all of them pass.
package storage
