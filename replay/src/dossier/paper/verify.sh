#!/bin/sh
# Checks a dossier with openssl and sha256sum only: that its files are whole, the log's signatures, and the time stamp.
# What is in the log, and whether anything is missing, verify.py and `samspor verify --dossier` check.
# Run it in the dossier's directory; a key from elsewhere: sh verify.sh KEYFILE. Exit code 0: in order, 1: not.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failed=0
told() { if [ "$1" -eq 0 ]; then echo "ok    $2"; else echo "FAULT $2"; failed=1; fi; }

sha256sum --quiet --strict -c SHA256SUMS >"$work/sums" 2>&1
told $? "SHA256SUMS: every file is the one listed"
cat "$work/sums"
digest=$(sha256sum access.jsonl events.jsonl policies.json report.html | sha256sum | cut -d' ' -f1)
grep -q "\"digest\": \"$digest\"" manifest.json
told $? "digest $digest"

signed() { # checkpoint, key file
  name=$(cut -d+ -f1 "$2")
  cut -d+ -f3- "$2" | base64 -d 2>/dev/null | tail -c 32 >"$work/raw"
  { printf '\060\052\060\005\006\003\053\145\160\003\041\000'; cat "$work/raw"; } >"$work/key.der"
  sed '/^$/,$d' "$1" >"$work/text"
  grep -F -- "— $name " "$1" | head -n 1 | cut -d' ' -f3 | base64 -d 2>/dev/null | tail -c 64 >"$work/signature"
  openssl pkeyutl -verify -pubin -keyform DER -inkey "$work/key.der" -rawin -in "$work/text" -sigfile "$work/signature" >/dev/null 2>&1
  told $? "$1: signed by $name"
}
signed checkpoint log.vkey
signed access-checkpoint access.vkey
if [ $# -ge 1 ]; then
  grep -q -x -F -f log.vkey "$1"
  told $? "log.vkey is a key you trust"
else
  echo "note  log.vkey is the dossier's own word: compare it with a key from elsewhere"
fi

if [ -f checkpoint.tsr ]; then
  openssl ts -verify -in checkpoint.tsr -data checkpoint -CAfile tsa-ca.pem >/dev/null 2>&1
  told $? "checkpoint.tsr: time stamp over the checkpoint"
  openssl ts -reply -in checkpoint.tsr -text 2>/dev/null | grep 'Time stamp:'
fi
exit $failed
