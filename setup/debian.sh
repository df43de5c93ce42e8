#!/usr/bin/env bash
# Installs from Debian's packages what constat needs, and only what is missing. The one list of dependencies.
#   setup/debian.sh          what building and testing need
#   setup/debian.sh fuzz     and what `make fuzz` needs
#   setup/debian.sh lint     and what `make lint` needs
#   setup/debian.sh bench    and the peers that `make bench` measures beside us
set -euo pipefail

build=(
  g++ cmake ninja-build mold pkg-config make git python3 ca-certificates
  libvectorscan-dev                                                   # pattern matching
  libarchive-dev zlib1g-dev libbz2-dev liblzma-dev libzstd-dev liblz4-dev  # containers
  libpoppler-cpp-dev libexpat1-dev libgumbo-dev                       # documents
  libuchardet-dev libicu-dev                                          # charsets
  libphonenumber-dev                                                  # phone numbers: its plans, read by the build
  libsqlite3-dev libsodium-dev libssl-dev                             # case, sealing, hashes
  libhwy-dev                                                          # SIMD for every kind of processor
  libseccomp-dev                                                      # sandbox
  libcli11-dev libtomlplusplus-dev nlohmann-json3-dev libsimdjson-dev libexpected-dev
  libgtest-dev libgmock-dev libbenchmark-dev                          # tests
)
fuzz=(clang-14 libclang-rt-14-dev llvm-14)
lint=(clang-format-14)
bench=(ripgrep)

wanted=("${build[@]}")
for set in "$@"; do
  case "$set" in
    fuzz) wanted+=("${fuzz[@]}") ;;
    lint) wanted+=("${lint[@]}") ;;
    bench) wanted+=("${bench[@]}") ;;
    *) echo "setup/debian.sh: unknown set '$set': use fuzz, lint or bench" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then exit 0; fi
echo "setup: installing ${missing[*]}"
as_root=()
if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
