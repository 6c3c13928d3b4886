#!/usr/bin/env bash
# LibreOffice 7.4 (Debian 12), soffice --convert-to pdf, where no font has a letter: the page shows an empty box, and the PDF's text has the letter.
#
# For "Times New Roman" and "Arial" fontconfig gives Liberation. Debian 12 has it twice under one family name: fonts-liberation (1.07.4) has 2 of
# the 90 letters U+1EA0 to U+1EF9 of Vietnamese and neither Ơ nor Ư, fonts-liberation2 (2.1.5) has all of them.
#
# 1. fonts-liberation with fonts-dejavu-core: the missing letters, and only those, are DejaVu's, in the middle of words. pdffonts names a second font.
# 2. fonts-liberation alone, as in a small container: each missing letter is the same box. Nothing tells it: soffice ends with 0, pdffonts
#    names only Liberation, embedded, with a ToUnicode map, and pdftotext reads every letter right. The titles "ĐẠI HỘI" and "ĐỘI HẠI" give
#    two PDFs with two different texts and one and the same picture, pixel by pixel.
# 3. fonts-liberation2 alone: one font, two pictures.
#
# So neither a comparison of the words of file and PDF nor a list of the PDF's fonts shows that delegates see boxes. Asking fontconfig before
# (the letters of the font that fc-match gives), or a look at the glyphs, does.
#
# Output seen:
#   letters of Vietnamese: fonts-liberation 2 of 90, no Ơ and Ư; fonts-liberation2 90 of 90, Ơ and Ư
#   1 and DejaVu: LiberationSerif DejaVuSerif; text ĐẠI HỘI and ĐỘI HẠI; pictures differ
#   1 alone: LiberationSerif; text ĐẠI HỘI and ĐỘI HẠI; pictures are the same
#   2 alone: LiberationSerif; text ĐẠI HỘI and ĐỘI HẠI; pictures differ
set -euo pipefail
command -v soffice >/dev/null && command -v pdftotext >/dev/null && command -v fc-query >/dev/null ||
	apt-get install -y -qq libreoffice-writer-nogui poppler-utils fontconfig >/dev/null || exit 2
self=$(realpath "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
apt-get download -qq fonts-liberation=1:1.07.4-11 fonts-liberation2=2.1.5-1 fonts-dejavu-core=2.37-6 2>errors || { cat errors >&2; exit 2; }
for package in *.deb; do dpkg-deb -x "$package" "${package%%_*}"; done

# letters PACKAGE: how many of the 90 its serif font has, and Ơ and Ư.
letters() {
	local n=0 more="no Ơ and Ư" from to range
	for range in $(fc-query -f '%{charset}' "$(find "$1" -name LiberationSerif-Regular.ttf)"); do
		from=$((16#${range%-*})) to=$((16#${range#*-}))
		if ((from <= 0x1a0 && to >= 0x1af)); then more="Ơ and Ư"; fi
		((from < 0x1ea0)) && from=$((0x1ea0))
		((to > 0x1ef9)) && to=$((0x1ef9))
		((to < from)) || n=$((n + to - from + 1))
	done
	echo "$1 $n of 90, $more"
}

printf '%s\n' '{\rtf1\ansi\deff0{\fonttbl{\f0 Times New Roman;}}\f0\fs28 \u272?\u7840?I H\u7896?I\par}' >a.rtf # ĐẠI HỘI
printf '%s\n' '{\rtf1\ansi\deff0{\fonttbl{\f0 Times New Roman;}}\f0\fs28 \u272?\u7896?I H\u7840?I\par}' >b.rtf # ĐỘI HẠI

# convert NAME PACKAGE...: with the fonts of these packages alone.
convert() {
	local name=$1 pictures="differ" package
	shift
	{
		echo '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
		for package; do echo "<dir>$dir/$package/usr/share/fonts</dir>"; done
		echo '<include ignore_missing="yes">/etc/fonts/conf.d</include>' # which font stands in for which
		echo "<cachedir>$dir/cache-$name</cachedir></fontconfig>"
	} >"$name.conf"
	FONTCONFIG_FILE="$dir/$name.conf" HOME=$dir SAL_USE_VCLPLUGIN=svp \
		soffice "-env:UserInstallation=file://$dir/profile" --headless --convert-to pdf --outdir "$name" a.rtf b.rtf >/dev/null 2>&1
	pdftoppm -r 100 -gray "$name/a.pdf" "$name/a"
	pdftoppm -r 100 -gray "$name/b.pdf" "$name/b"
	if cmp -s "$name"/a-*.pgm "$name"/b-*.pgm; then pictures="are the same"; fi
	echo "$(pdffonts "$name/a.pdf" | sed -n '3,$s/^[A-Z]*+\([A-Za-z]*\).*/\1/p' | tr '\n' ' ' | sed 's/ $//')" \
		"$(printf '; text %s and %s; pictures %s' "$(pdftotext "$name/a.pdf" - | head -1)" "$(pdftotext "$name/b.pdf" - | head -1)" "$pictures")" |
		sed 's/ ;/;/'
}
soffice --version
said=$(
	echo "letters of Vietnamese: $(letters fonts-liberation); $(letters fonts-liberation2)"
	echo "1 and DejaVu: $(convert first fonts-liberation fonts-dejavu-core)"
	echo "1 alone: $(convert second fonts-liberation)"
	echo "2 alone: $(convert third fonts-liberation2)"
)
echo "$said"
diff <(echo "$said") <(sed -n '/^# Output seen:/,/^[^#]/s/^#   //p' "$self")
