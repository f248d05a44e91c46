#!/bin/sh
release=3.0
. tests/e2e/kea3/config.sh
