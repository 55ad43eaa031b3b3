# Sourced by run and test: the SDK's settings, and Debian packages where they are missing.

# shellcheck shell=bash

: "${HOME:=$(getent passwd "$(id -u)" | cut -d: -f6)}"
export HOME
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1
# No build server outlives us.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0

need_sdk() {
    if ! command -v dotnet >/dev/null; then
        echo "The .NET SDK is missing: install .NET 10 from https://dotnet.microsoft.com/download and put 'dotnet' on the PATH." >&2
        exit 1
    fi
}

installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# install_packages NAME…: returns 1, having said why, when something is missing and cannot be installed.
install_packages() {
    local missing=() name as_root=()
    if ! command -v apt-get >/dev/null; then
        echo "This is not Debian: nothing is installed, what is missing of these must come from elsewhere: $*" >&2
        return 1
    fi
    for name in "$@"; do
        installed "$name" || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            echo "Missing: ${missing[*]}. As root: apt-get install --no-install-recommends ${missing[*]}" >&2
            return 1
        fi
        as_root=(sudo)
    fi
    echo "Installing ${missing[*]}"
    # In a subshell, so that its trap is its own. The policy keeps Debian from starting the services on their public ports.
    (
        policy=/usr/sbin/policy-rc.d
        if [ ! -e $policy ]; then
            trap '"${as_root[@]}" rm -f $policy' EXIT
            trap 'exit 130' INT TERM
            printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee $policy >/dev/null
            "${as_root[@]}" chmod 755 $policy
        fi
        "${as_root[@]}" apt-get update -qq &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
                apt-get install -qq -y --no-install-recommends "${missing[@]}" >/dev/null
    ) || {
        echo "apt-get could not install: ${missing[*]}" >&2
        return 1
    }
}
