#!/bin/sh
release=2.6 schema=22
. tests/e2e/pgsql.sh
