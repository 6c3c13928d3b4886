#!/usr/bin/env bash
# LibreOffice Calc 7.4 (Debian 12), soffice --convert-to pdf: the text of the PDF is neither that of the cells nor that which eyes see on the page.
#
# "Resolution of the congress on the work of the whole term" stands in a column too narrow for it, and its neighbour is filled:
#
# 1. Aligned left (as usual) or right: the PDF has only the letters up to the edge, from or to the middle of a word. The rest is nowhere in
#    the file, so no reader of text gets it back. Where the neighbour begins at once, two words are one: "ofadopted", "Resolutionadopted".
# 2. Centred: the PDF has all words, though both ends are clipped on the page. A search finds words that nobody sees.
# 3. Wrapped, in a row of a fixed height: the PDF has all lines, the page shows the last one.
# 4. A number or a date: the PDF says "###", and no digit of it.
#
# With an empty neighbour:
#
# 5. Over the edge of the page the whole text stands on the first page, and its second half on the next page again, from the middle of a
#    word on; on both pages a part is clipped.
#
# In a file that names no page style (CSV, or ODS of a program that writes none; not XLSX):
#
# 6. The PDF has words that no cell has: above the name of the sheet, for CSV the name of the file; below "Page 1".
#
# In flat ODS (.fods) without the XML declaration, which XML 1.0 leaves to the writer:
#
# 7. The source of the XML is printed as words, with all that the sheet would hide, and soffice ends with 0.
#
# A server that searches, or checks for words that may not be shown, has to read the cells and not the PDF: by 1 and 4 words are lost, by 2, 3
# and 5 there are words that the page does not show, and by 6 the PDF tells the name under which the server stored the file.
#
# Output seen: the lines of "want" below ("|" is a new page). That the page hides the words in 2 and 3 is seen by a twin, which says Revolution
# (as wide) in place of Resolution: other text, the same picture.
set -euo pipefail
command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v python3 >/dev/null ||
	apt-get install -y -qq libreoffice-calc-nogui poppler-utils fontconfig python3 >/dev/null || exit 2
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get download -qq fonts-liberation2=2.1.5-1 2>errors || { cat errors >&2; exit 2; } # widths are this font's
dpkg-deb -x fonts-liberation2_*.deb fonts
cat >fonts.conf <<F
<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>$dir/fonts</dir><include ignore_missing="yes">/etc/fonts/conf.d</include><cachedir>$dir/cache</cachedir></fontconfig>
F
mkdir in
python3 - <<'PY'
import zipfile
names = "".join(f' xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in
    {"office": "office", "style": "style", "text": "text", "table": "table", "fo": "xsl-fo-compatible"}.items())
auto = ('<style:style style:name="wrap" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/></style:style>' + "".join(
    f'<style:style style:name="{side}" style:family="table-cell"><style:table-cell-properties style:text-align-source="fix"/><style:paragraph-properties fo:text-align="{side}"/></style:style>'
    for side in ("center", "end")) + "".join(
    f'<style:style style:name="cm{n}" style:family="table-column"><style:table-column-properties style:column-width="{n}cm"/></style:style>' for n in (1, 2, 5)) +
    '<style:style style:name="low" style:family="table-row"><style:table-row-properties style:row-height="0.42cm" style:use-optimal-row-height="false"/></style:style>')
layout = '<style:page-layout style:name="a4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin="2cm"/></style:page-layout>'
master = '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="a4"/></office:master-styles>'
def sheet(name, width, cells, row="", page=True, declaration='<?xml version="1.0"?>'):
    with open(f"in/{name}.fods", "w") as f:
        f.write(f'{declaration}<office:document{names} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>{auto}{layout if page else ""}'
            f'</office:automatic-styles>{master if page else ""}<office:body><office:spreadsheet><table:table table:name="Votes"><table:table-column table:style-name="cm{width}" table:number-columns-repeated="4"/>'
            f'<table:table-row{row}>{"".join(cells)}</table:table-row></table:table></office:spreadsheet></office:body></office:document>')
def cell(words, style=""):
    return f'<table:table-cell office:value-type="string"{style and f" table:style-name={chr(34)}{style}{chr(34)}"}><text:p>{words}</text:p></table:table-cell>'
long = "Resolution of the congress on the work of the whole term"
twin = long.replace("Resolution", "Revolution") # of the same width
empty = "<table:table-cell/>"
sheet("1-left", 5, [cell(long), cell("adopted")])
sheet("1-left-2cm", 2, [cell(long), cell("adopted")])
sheet("1-right", 5, [cell("adopted"), cell(long, "end")])
sheet("2-centred", 5, [cell("adopted"), cell(long, "center"), cell("today")])
sheet("2-twin", 5, [cell("adopted"), cell(twin, "center"), cell("today")])
sheet("3-wrapped", 5, [cell(long, "wrap"), cell("adopted")], ' table:style-name="low"')
sheet("3-twin", 5, [cell(twin, "wrap"), cell("adopted")], ' table:style-name="low"')
sheet("4-numbers", 1, ['<table:table-cell office:value-type="float" office:value="1234567"/>', '<table:table-cell office:value-type="date" office:date-value="2026-11-30"/>'])
sheet("5-edge", 5, [empty, empty, cell(long)])
sheet("6-bare", 5, [cell("words")], page=False)
sheet("7-undeclared", 5, [cell("words")], declaration="")
with open("in/6-upload.csv", "w") as f:
    f.write("words\n")
office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
main = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{office}"'
kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
def rels(type, to):
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r" Type="{office}/{type}" Target="{to}"/></Relationships>'
with zipfile.ZipFile("in/1-workbook.xlsx", "w") as z:
    for part, text in {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/s.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": rels("officeDocument", "xl/workbook.xml"), "xl/_rels/workbook.xml.rels": rels("worksheet", "s.xml"),
        "xl/workbook.xml": f'<workbook {main}><sheets><sheet name="Votes" sheetId="1" r:id="r"/></sheets></workbook>',
        "xl/s.xml": f'<worksheet {main}><sheetData><row r="1">' + "".join(f'<c r="{at}" t="inlineStr"><is><t>{t}</t></is></c>' for at, t in (("A1", long), ("B1", "adopted"))) + "</row></sheetData></worksheet>",
    }.items():
        z.writestr(part, text)
PY
FONTCONFIG_FILE="$dir/fonts.conf" HOME=$dir SAL_USE_VCLPLUGIN=svp \
	soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to pdf --outdir out in/* >/dev/null 2>&1
cat >want <<'W'
1-left-2cm: Resolution ofadopted
1-left: Resolution of the congress on t adopted
1-right: adopted s on the work of the whole term
1-workbook: Resolutionadopted
2-centred: adopted Resolution of the congress on the work of the whole term today
2-twin: adopted Revolution of the congress on the work of the whole term today
3-twin: adopted Revolution of the congress on the work of the whole term
3-wrapped: adopted Resolution of the congress on the work of the whole term
4-numbers: ### ###
5-edge: Resolution of the congress on the work of the whole term | ongress on the work of the whole term
6-bare: Votes Page 1 words
6-upload: 6-upload Page 1 words
7-undeclared: <office:document xmlns:office=
2: one picture of Resolution and Revolution
3: one picture of Resolution and Revolution
W
export LC_ALL=C.UTF-8
for pdf in out/*.pdf; do
	echo "$(basename "$pdf" .pdf): $(pdftotext -raw "$pdf" - | tr -s '\n' ' ' | sed 's/ *\f */ | /g; s/ *| *$//; s/^\(<.*xmlns:office=\).*/\1/')"
done >got
for n in 2 3; do
	for pdf in out/$n-*.pdf; do pdftoppm -r 100 -gray "$pdf" "${pdf%.pdf}"; done
	if cmp -s out/$n-*.pgm; then echo "$n: one picture of Resolution and Revolution"; fi
done >>got
soffice --version
cat got
diff want got
