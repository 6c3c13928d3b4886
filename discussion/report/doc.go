// Package report writes the compiled report (báo cáo tổng hợp ý kiến thảo luận tổ) and the minutes
// of a group as Word documents: layout, heading, page number and list of receivers follow annex I
// of Nghị định 30/2020/NĐ-CP, or Hướng dẫn 36-HD/VPTW. The report goes into other forms too: open
// data, sheets, a congress's own template.
//
// It promises that the same content gives the same bytes, that any text gives a
// document that opens, and that text is only ever text: nothing in a comment
// becomes a field, a link or markup, nor turns the direction of what stands
// after it. It knows neither storage nor visibility; what it is given it prints.
// Everything here is a pure function, safe for concurrent use.
package report
