// Package storagetest is the fine print of journal.Log and blobs.Store:
// one suite that every storage passes, embedded or against a real server.
//
// A storage's own tests describe it with a LogStore or a BlobStore and call
// TestLog or TestBlobs; their TestMain calls Main, because some facts need a child
// process that can be killed at any moment. StartMongoDB and StartMinIO start
// real servers on this machine; PLENUM_TEST_MONGODB_URI and
// PLENUM_TEST_S3_ENDPOINT point the suite at others instead.
package storagetest
