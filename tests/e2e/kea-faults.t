#!/bin/sh
# A commit to a real Kea, in which whatever call fails or is the last one: what
# Kea had it keeps, DHCP answers, nothing that was acknowledged is lost, and
# the next --retry does what is left.
. tests/cli/lib.sh
. tests/cli/fault-lib.sh
. tests/e2e/kea-lib.sh
. tests/e2e/reserve-lib.sh
. tests/e2e/commit-lib.sh

kea_have || { skip 'commits that are broken off' 'kea is not installed'; finish; }
kea_machine rosette || exit 1
commit_site "\"rosette\": { \"dhcp4\": \"$(kea_url rosette unix4)\" }"
KEA_URL=$(kea_url rosette unix4)
export KEA_URL
cat >"$D/hosts" <<'END'
"$KEA_ASK" --hosts "$KEA_URL"
END
commit_sweeps 6
commit_answers
finish
