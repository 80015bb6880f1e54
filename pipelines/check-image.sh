#!/usr/bin/env bash
# Refuse what an image cannot be called, and what is no folder of this repository: docker would take a URL, and build from
# there what nobody has reviewed. No message repeats a value: the log of a run obeys what is printed in it.
set -euo pipefail
cd "$(dirname "$0")/.."

model="$1" version="$2" folder="$3"

refuse() {
  echo "$1" >&2
  exit 1
}

is_version() {
  [[ "$version" =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$ ]] && git check-ref-format "refs/heads/$version"
}

[[ "$model" =~ ^[a-z0-9][a-z0-9-]{0,62}$ ]] ||
  refuse "model: not a model's name: up to 63 of a-z, 0-9 and -, such as fraud"
is_version ||
  refuse "version: not a tag of an image and part of a branch's name: up to 128 letters, digits, _, . and -, without .. and \
without .lock or . at the end, such as v2.2.0"
[[ "$folder" =~ ^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$ ]] ||
  refuse "folder: not a path inside of this repository: names of letters, digits, _, . and - with / between, such as \
images/fraud"
git ls-files --error-unmatch -- "$folder/Dockerfile" > /dev/null 2>&1 ||
  refuse "folder: this commit has no Dockerfile in it: write a folder that has one, such as images/fraud"
