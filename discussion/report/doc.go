// Package report writes the compiled report (báo cáo tổng hợp ý kiến thảo luận
// tổ) as a Word document in the state form: layout, heading, page number and
// list of receivers follow annex I of Nghị định 30/2020/NĐ-CP.
//
// It promises that the same Report gives the same bytes, that any text gives a
// document that opens, and that text is only ever text: nothing in a comment
// becomes a field, a link or markup, nor turns the direction of what stands
// after it. It knows neither storage nor visibility; what it is given it prints.
// Everything here is a pure function, safe for concurrent use.
package report
