#!/bin/sh
# cc.sh COMPILER ARGUMENT...: compile and link for the 32-bit root that
# fetch.sh unpacked into SYSROOT.  The programs find its dynamic linker and
# libraries by themselves, and run where they are.
root=${SYSROOT:?}/root
libs=$root/lib/i386-linux-gnu:$root/usr/lib/i386-linux-gnu
compiler=$1
shift
set -- "$@" "-Wl,--dynamic-linker=$root/lib/ld-linux.so.2" \
    -Wl,--disable-new-dtags "-Wl,-rpath,$libs"
# gcc's own parts of the 32-bit kind; clang finds them in the root.
for own in "$root"/usr/lib/gcc/*/*; do
	set -- "$@" -B "$own" -L "$own"
done
exec "$compiler" -m32 --sysroot="$root" "$@"
