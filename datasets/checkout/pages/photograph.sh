#!/bin/sh
# Photographs every page of this folder at 1280×800 into ../images, one PNG a page.
#
# Debian 12 or Ubuntu: apt-get install chromium fonts-inter fonts-noto-cjk optipng
# The pictures are committed, so a build needs none of these; run this after a page has changed.
# With a page's name it photographs that page alone: ./photograph.sh cart
set -eu

pages=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
images=$pages/../images
browser=${CHROMIUM:-chromium}
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT INT TERM

[ $# -gt 0 ] || set -- "$pages"/*.html
mkdir -p "$images"

for page; do
  name=$(basename "$page" .html)
  picture=$images/$name.png
  "$browser" --headless --no-sandbox --disable-gpu --hide-scrollbars --no-first-run \
    --disable-background-networking --disable-component-update --disable-sync \
    --force-device-scale-factor=1 --window-size=1280,800 --user-data-dir="$profile" \
    --screenshot="$profile/shot.png" "file://$pages/$name.html" 2>"$profile/log" || {
      cat "$profile/log" >&2
      exit 1
    }
  # The same pixels in fewer bytes, and no metadata.
  optipng -quiet -o2 -strip all "$profile/shot.png"
  mv "$profile/shot.png" "$picture"
  echo "$name.png $(wc -c < "$picture") bytes"
done
