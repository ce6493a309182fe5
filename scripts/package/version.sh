#!/usr/bin/env bash
# Prints the version of the program, which FyneApp.toml holds (a test compares it with the code).
sed -nE 's/^Version = "([^"]+)"$/\1/p' "$(dirname "$0")/../../FyneApp.toml"
