package need

// Packages is the table for its test.
var Packages = packages
