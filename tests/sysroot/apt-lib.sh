# Sourced by what fetches Debian's packages: apt with all its state in a
# folder of its own, so that the machine's is neither needed nor touched.
#
#   w=FOLDER; apt_begin SUITE      then apt_get as apt-get
#   apt_closure PATTERN PACKAGE... what installing them on a bare system
#                                  brings in, as far as PATTERN matches
#   apt_fetch PACKAGE...           their .deb files, into $w/debs
# shellcheck shell=sh

keyring=/usr/share/keyrings/debian-archive-keyring.gpg
# The mirror that this machine uses; $(...) is for apt to fill.
# shellcheck disable=SC2016
mirror=${DEBIAN_MIRROR:-$(apt-get indextargets \
    --format '$(REPO_URI) $(SUITE) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 !~ /security/ && $3 == "main" { print $1; exit }')}
# Another architecture than this machine's, where it is set.
apt_arch=$(dpkg --print-architecture)

# shellcheck disable=SC2154 # w is whoever sources this file's
apt_get() {
	apt-get -q -o Dir::Etc::sourcelist="$w/sources.list" \
	    -o Dir::Etc::sourceparts=/dev/null -o Dir::State="$w/state" \
	    -o Dir::State::status="$w/status" -o Dir::Cache="$w/cache" \
	    -o APT::Architecture="$apt_arch" -o APT::Architectures="$apt_arch" \
	    -o APT::Sandbox::User="$(id -un)" -o Acquire::Languages=none \
	    -o Acquire::Retries=2 -o Acquire::http::Timeout=20 "$@"
}

apt_begin() {
	mkdir -p "$w/state/lists/partial" "$w/cache/archives/partial" \
	    "$w/debs" || return 1
	echo "deb [signed-by=$keyring] $mirror $1 main" >"$w/sources.list"
	: >"$w/status"
	apt_get update
}

apt_closure() {
	pattern=$1
	shift
	apt_get install --simulate --no-install-recommends "$@" |
	    awk '$1 == "Inst" { print $2 }' | grep -E "$pattern"
}

apt_fetch() (
	cd "$w/debs" && apt_get download "$@"
)
