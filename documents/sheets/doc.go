// Package sheets writes workbooks for people and reads those that people send.
//
// It promises that cells are text and numbers only, so that nothing in them is taken for a formula;
// that formulas of workbooks that are read are never computed; and that a hostile workbook costs
// bounded memory.
package sheets
