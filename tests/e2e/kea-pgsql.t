#!/bin/sh
release='' schema=13
. tests/e2e/pgsql.sh
