// Package marking finds classification markings of state secrets in what was
// extracted from a file, so that an upload that carries one is held back with the place shown.
//
// A marking is a level that stands as a stamp or a heading would: MẬT, TỐI MẬT, TUYỆT MẬT (or
// CONFIDENTIAL, SECRET, TOP SECRET) on a line of its own, in a column of the heading of a document,
// at the edge of a page, after a label such as "Độ mật:", in the file's name or in its properties.
// The words in running text, in a heading or in another word (bí mật, mật độ, secret ballot) are
// not one. The levels and their stamps are those of the Law on Protection of State Secrets
// (29/2018/QH14) and of Circular 24/2020/TT-BCA, forms 02, 03, 07 and 08. The law of 2025
// (117/2025/QH15) and the forms of its Decree 63/2026 have not been compared with these rules yet.
//
// It promises: the answer depends on the input alone; it is bounded however long the text is; the
// highest level that some rule sees is always among the findings. It does not promise to see
// everything: a stamp that is a picture has no text. It helps the organizer, who answers for what
// is published.
package marking
