#!/usr/bin/env bash
# Install Pulumi, of the version in .pulumi.version, kubectl and kubelogin into a folder. Pulumi's archive is held to the
# sums of its release, which come from another place than the archive.
set -euo pipefail
cd "$(dirname "$0")/.."

folder="$1"
version="$(cat .pulumi.version)"
archive="pulumi-v$version-linux-x64.tar.gz"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

fetch() {
  curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$work/$2" "$1"
}

fetch "https://get.pulumi.com/releases/sdk/$archive" "$archive"
fetch "https://github.com/pulumi/pulumi/releases/download/v$version/pulumi-$version-checksums.txt" sums
(cd "$work" && grep -F "  $archive" sums | sha256sum --check --strict -)
mkdir -p "$folder"
tar --extract --gzip --file "$work/$archive" --directory "$folder" --strip-components 1
az aks install-cli --only-show-errors \
  --client-version 1.35.10 --install-location "$folder/kubectl" \
  --kubelogin-version v0.2.19 --kubelogin-install-location "$folder/kubelogin"
