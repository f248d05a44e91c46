#!/bin/sh
release=3.0 schema=29
. tests/e2e/pgsql.sh
