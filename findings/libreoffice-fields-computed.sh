#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), DOCX by soffice --convert-to pdf: of some fields the saved result is thrown away, and the converting machine's is printed.
#
# A field of DOCX has its code and its result, which is what its author saw last (ECMA-376, part 1, 17.16). Each field below has the result
# "kept" in the file, which has no properties (docProps is optional). The PDF says:
#
# - DATE: the day of the conversion. A decision that is converted again after a restore, or for another reader, has another date.
# - FILENAME: the name under which the server stored the file; FILENAME \p: that with the whole path of its temporary folder.
# - SAVEDATE, TITLE: nothing, where the file has no such property. IF: nothing, neither of its two texts nor its result.
# - NUMWORDS: 0, for it is computed before the text is counted. NUMPAGES: the pages of this conversion.
# - AUTHOR, LASTSAVEDBY, CREATEDATE, USERNAME, DOCPROPERTY, QUOTE, SEQ and formulas: the result, as it was saved.
#
# So the words of the file and of its PDF differ though nothing is hidden, a name of the server's folders reaches every reader, and two PDFs of
# one file differ on two days. A server has to put each result in the place of its field before it converts.
#
# Output seen (TODAY and PATH stand for what differs):
#   DATE: TODAY
#   FILENAME: f.docx
#   FILENAME \p: PATH/f.docx
#   SAVEDATE:
#   TITLE:
#   IF "a" = "a" "yes" "no":
#   NUMWORDS: 0
#   NUMPAGES: 1
#   AUTHOR: kept
#   LASTSAVEDBY: kept
#   CREATEDATE: kept
#   USERNAME: kept
#   DOCPROPERTY Company: kept
#   QUOTE "q": kept
#   SEQ Table: kept
#   = 1 + 1: kept
set -euo pipefail
command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v python3 >/dev/null ||
	apt-get install -y -qq libreoffice-writer-nogui poppler-utils python3 >/dev/null || exit 2
self=$(realpath "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 - <<'PY'
import zipfile
from html import escape
office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
fields = ["DATE", "FILENAME", "FILENAME \\p", "SAVEDATE", "TITLE", 'IF "a" = "a" "yes" "no"', "NUMWORDS", "NUMPAGES", "AUTHOR", "LASTSAVEDBY",
    "CREATEDATE", "USERNAME", "DOCPROPERTY Company", 'QUOTE "q"', "SEQ Table", "= 1 + 1"]
def paragraph(field):
    code = field + (' \\@ "dd/MM/yyyy"' if field.endswith("DATE") else "")
    return (f'<w:p><w:r><w:t xml:space="preserve">{escape(field)}: </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>kept</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')
with zipfile.ZipFile("f.docx", "w") as z:
    z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{word}"/></Types>')
    z.writestr("_rels/.rels", f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="{office}/officeDocument" Target="word/document.xml"/></Relationships>')
    z.writestr("word/document.xml", '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>' + "".join(map(paragraph, fields)) + "</w:body></w:document>")
PY
before=$(date +%d/%m/%Y)
HOME=$dir SAL_USE_VCLPLUGIN=svp soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to pdf --outdir out f.docx >/dev/null 2>&1
after=$(date +%d/%m/%Y) # midnight may be between
soffice --version
pdftotext -layout out/f.pdf - | tr -d '\f' | sed "s#^DATE: \\($before\\|$after\\)\$#DATE: TODAY#; s#$dir/#PATH/#; s/[“”]/\"/g; s/ *\$//; /^\$/d" | tee got
diff <(sed -n '/^# Output seen/,/^[^#]/s/^#   //p' "$self") got
