#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), soffice --convert-to pdf, what it prints though the file says otherwise:
#
# 1. DOCX: a run whose character style (w:rStyle) hides it is hidden, but not when that style has no w:name, which is optional (ECMA-376, part 1,
#    17.7.4.9; runs name styles by w:styleId): such a style does nothing, and its hidden words are printed.
# 2. DOCX: a text box with hidden="1" on its wp:docPr (20.4.2.5) is printed; a hidden shape of PPTX and XLSX is not.
# 3. XLSX: the cached result of a formula is thrown away and computed anew when docProps/app.xml names no program that LibreOffice trusts (Microsoft
#    Excel, LibreOffice): ="x" with the result "kept" is printed as x, so two readers of one file see two results.
#
# Who makes PDFs for readers has to hide those words in the file before. Exits 1 when a version behaves otherwise.
set -u
command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v python3 >/dev/null ||
  { apt-get install -y -qq libreoffice-writer-nogui libreoffice-calc-nogui poppler-utils python3 >/dev/null || exit 2; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2
python3 - <<'PY'
import zipfile
office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
def pack(name, parts):
    with zipfile.ZipFile(name, "w") as z:
        for part, text in parts.items():
            z.writestr(part, text)
def rels(*all):
    return '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(
        f'<Relationship Id="r{i}" Type="{office}/{kind}" Target="{to}"/>' for i, (kind, to) in enumerate(all)) + "</Relationships>"
def types(*all):
    return ('<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(f'<Override PartName="/{p}" ContentType="application/vnd.openxmlformats-officedocument.{t}+xml"/>' for p, t in all) + "</Types>")
w = ('xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
     'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"')
box = ('<w:p><w:r><w:drawing><wp:inline><wp:extent cx="3600000" cy="900000"/><wp:docPr id="7" name="a" hidden="1"/><a:graphic><a:graphicData '
       'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3600000" cy="900000"/></a:xfrm>'
       '<a:prstGeom prst="rect"/></wps:spPr><wps:txbx><w:txbxContent><w:p><w:r><w:t>in-a-hidden-box</w:t></w:r></w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>')
pack("a.docx", {
    "[Content_Types].xml": types(("word/document.xml", "wordprocessingml.document.main"), ("word/styles.xml", "wordprocessingml.styles")),
    "_rels/.rels": rels(("officeDocument", "word/document.xml")),
    "word/_rels/document.xml.rels": rels(("styles", "styles.xml")),
    "word/styles.xml": f'<w:styles {w}><w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>',
    "word/document.xml": f'<w:document {w}><w:body><w:p><w:r><w:t>shown </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>by-itself </w:t></w:r>'
        f'<w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>by-its-style</w:t></w:r></w:p>{box}</w:body></w:document>'})
x = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{office}"'
pack("b.xlsx", {
    "[Content_Types].xml": types(("xl/workbook.xml", "spreadsheetml.sheet.main"), ("xl/s.xml", "spreadsheetml.worksheet")),
    "_rels/.rels": rels(("officeDocument", "xl/workbook.xml")),
    "xl/_rels/workbook.xml.rels": rels(("worksheet", "s.xml")),
    "xl/workbook.xml": f'<workbook {x}><sheets><sheet name="A" sheetId="1" r:id="r0"/></sheets></workbook>',
    "xl/s.xml": f'<worksheet {x}><sheetData><row r="1"><c r="A1" t="str"><f>"computed"</f><v>kept</v></c></row></sheetData></worksheet>'})
PY
HOME=$dir SAL_USE_VCLPLUGIN=svp soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to pdf --outdir "$dir" a.docx b.xlsx >/dev/null 2>&1
soffice --version
words=$(pdftotext a.pdf - | tr -s '\n\f ' ' '); cells=$(pdftotext b.pdf - | tr -s '\n\f ' ' ')
echo "the text says: $words"; echo "the sheet says: $cells"
case $words in *by-itself*) exit 1 ;; *shown*by-its-style*in-a-hidden-box* | *in-a-hidden-box*by-its-style*) ;; *) exit 1 ;; esac
case $cells in *computed*) ;; *) exit 1 ;; esac
