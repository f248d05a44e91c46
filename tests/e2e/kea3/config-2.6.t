#!/bin/sh
release=2.6
. tests/e2e/kea3/config.sh
