// Package bulk reads the materials that organizers send at once: a ZIP with a spreadsheet that says
// what each file is, or with folder and file names that do.
//
// It promises that nothing outside the archive is touched, that an archive costs no more memory and
// room than was allowed whatever it says of itself, and that a fault is told with its row. It knows
// no congress: names of agenda items, groups and people stay words.
//
// The flow: the directory of the archive is read and its names are cleaned (directory.go,
// names.go); the table among its files is found and read (tables.go, columns.go); rows and files
// are matched into a plan (plan.go, find.go), which package documents carries out.
package bulk
