// Package files keeps blobs as files in a folder: the embedded storage of a
// server that runs alone.
//
// It promises what blobs.Store promises. A blob is written to a temporary
// file, synced, and then linked to its name, which fails if the name is taken; the folders
// above it are synced too. So a name holds a whole blob or nothing, at any
// moment and after a power cut. Files belong to the owner only (0600, folders
// 0700), and no key and no symbolic link leads out of the folder (os.Root).
package files
