package stories_test

// Names in a data folder (docs/operations.md). The stories know them by themselves, because backups and
// scripts of operators do too.
const (
	databaseFile    = "plenum.db"
	headsFile       = "plenum.heads"
	readsFolder     = "plenum.reads"
	repairsFile     = "plenum.repairs"
	filesFolder     = "files"
	cacheFolder     = "cache"
	readingFolder   = "reading"
	demoLoginsFile  = "demo-logins.json"
	demoFillingFile = "demo-filling"
)

// demoLogin is a line of demo-logins.json.
type demoLogin struct{ Login, Password, Role, Congress, Name string }
