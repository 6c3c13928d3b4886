// Package discussions has the routes of discussions, for either API: threads, comments and their
// attachments, minutes and notices (discussion.go, threads.go, attachments.go), and the
// secretaries' way from opinions to the signed report (compilation.go, report.go).
//
// It promises nothing of its own: a route decodes, calls the rules of discussion or compilation, and
// answers. The page /verify tells anybody who has the code of a report whether it was signed.
package discussions
