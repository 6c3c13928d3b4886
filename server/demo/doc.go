// Package demo is the content of the demo congresses: invented people, an agenda, materials that we
// wrote, a discussion. It is data only; the server seeds it. Every person and organisation in it is
// made up.
package demo
