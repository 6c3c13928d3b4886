#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), DOCX by soffice --convert-to pdf: of several alternatives of the same it prints each that it knows.
#
# mc:AlternateContent holds the same thing for different programs: one or more mc:Choice, and mc:Fallback. A program takes the first mc:Choice
# whose namespaces (Requires) it understands, and no other (ISO/IEC 29500-3, 10.2). LibreOffice takes the second too: a paragraph with a choice
# for wps and one for w14 says both in the PDF, where Word says the first. mc:Fallback is passed over as it should be.
#
# So a file says more in the PDF than in Word. Who makes PDFs for readers has to leave the other choices out before.
#
# Output seen: "the text says: first second"
set -u
command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v python3 >/dev/null ||
  { apt-get install -y -qq libreoffice-writer-nogui poppler-utils python3 >/dev/null || exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2
python3 - <<'PY'
import zipfile
spaces = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
          'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"')
run = lambda text: f"<w:r><w:t xml:space='preserve'>{text}</w:t></w:r>"
with zipfile.ZipFile("a.docx", "w") as z:
    z.writestr("[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>')
    z.writestr("_rels/.rels", '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>')
    z.writestr("word/document.xml", f'<w:document {spaces}><w:body><w:p><mc:AlternateContent><mc:Choice Requires="wps">{run("first ")}</mc:Choice>'
        f'<mc:Choice Requires="w14">{run("second ")}</mc:Choice><mc:Fallback>{run("instead")}</mc:Fallback></mc:AlternateContent></w:p></w:body></w:document>')
PY
HOME=$dir SAL_USE_VCLPLUGIN=svp soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to pdf --outdir "$dir" a.docx >/dev/null 2>&1
soffice --version
words=$(pdftotext a.pdf - | tr -s '\n\f ' ' ')
echo "the text says: $words"
[ "${words% }" = "first second" ]
