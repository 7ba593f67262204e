#!/usr/bin/env bash
# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The life of a small fleet of partner tenants, against the Graph simulator. "make demo" installs all that it needs. The
# demo checks each of its claims: the exit code is 0 only if everything happened as the headings say.

set -euo pipefail
cd "$(dirname "$0")/../.."
umask 077

work=$PWD/.build/demo
rm -rf "$work"
mkdir -p "$work"

# The demo uses no settings of the user, and leaves no files outside the checkout.
for name in $(compgen -e | grep -E '^(ANSIBLE|AZURE|ENTRA)_' | grep -v '^ANSIBLE_COLLECTIONS_PATH$'); do
  unset "$name"
done
export ANSIBLE_COLLECTIONS_PATH=${ANSIBLE_COLLECTIONS_PATH:-$PWD/.build/collections}
export ANSIBLE_CONFIG=$PWD/tests/ansible.cfg
export ANSIBLE_HOME=$work/ansible ANSIBLE_LOCAL_TEMP=$work/ansible/tmp ANSIBLE_REMOTE_TEMP=$work/ansible/tmp
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1
# The output is short enough to read: only changes, as YAML.
export ANSIBLE_DISPLAY_OK_HOSTS=false ANSIBLE_CALLBACK_RESULT_FORMAT=yaml
bold='' plain=''
if [ -t 1 ]; then
  bold=$'\e[1m' plain=$'\e[0m'
else
  export ANSIBLE_NOCOLOR=1
fi

heading() {
  printf '\n%s━━ %s%s\n' "$bold" "$1" "$plain"
  shift
  printf '%s\n' "$@"
}

die() {
  printf '\n%sThe demo failed: %s%s\n' "$bold" "$*" "$plain" >&2
  exit 1
}

# playbook NAME [OPTIONS]: shows the command that it runs, and keeps a log of the run.
playbook() {
  printf '\n%s$ ansible-playbook -i tests/demo/inventory %s%s\n' "$bold" "$*" "$plain"
  rm -f "$work/log"
  ANSIBLE_LOG_PATH=$work/log ansible-playbook -i tests/demo/inventory "$@" || die "ansible-playbook: exit code $?"
}

# changed HOST...: the recap of the last run counts changes of exactly these hosts.
changed() {
  local found
  found=$(sed -nE 's/.* ([a-z]+) +: ok=[0-9]+ +changed=[1-9].*/\1/p' "$work/log" | sort | xargs)
  [ "$(grep -cE ': ok=[0-9]+ ' "$work/log")" = 7 ] || die "the recap does not show all seven partners"
  [ "$found" = "$*" ] || die "changed should be '$*', and is '$found'"
  confirm "changed: ${found:-none}"
}

# writes nothing|something: whether the last run sent writes to Graph.
writes() {
  local traffic written=something
  traffic=$(python tests/demo/traffic.py) || die "the simulator does not answer"
  [[ $traffic == *"writes: 0,"* ]] && written=nothing
  [ "$written" = "$1" ] || die "Graph should see writes of $1, and saw: $traffic"
  confirm "Graph saw: $traffic"
}

confirm() {
  printf '%s✓ %s%s\n' "$bold" "$1" "$plain"
}

graph() {
  python tests/demo/graph.py "$@" || die "Graph refused the request"
}

simulator=
stop() {
  if [ -n "$simulator" ]; then
    kill "$simulator" 2>/dev/null || true
    wait "$simulator" 2>/dev/null || true
  fi
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

heading "A tenant to work with" \
  "Microsoft Graph is simulated on this machine. It has four partners already: one as it should be, one that drifted," \
  "one that has to go, and one that the inventory does not mention."
python tests/graph_simulator --seed tests/demo/seed.json --directory "$work/simulator" --ready-file "$work/ready.json" \
  >"$work/environment" 2>"$work/simulator.log" &
simulator=$!
for _ in $(seq 150); do
  [ -e "$work/ready.json" ] && break
  kill -0 "$simulator" 2>/dev/null || die "the simulator did not start: $(cat "$work/simulator.log")"
  sleep 0.1
done
[ -e "$work/ready.json" ] || die "the simulator was not ready in time"
# The credentials, in the same variables that you would use.
# shellcheck source=/dev/null
. "$work/environment"

partners=/policies/crossTenantAccessPolicy/partners
bramble=$partners/5b1f0a52-0f0e-4a55-9d43-2a8f4f1c6d01
tidewater=$partners/5b1f0a52-0f0e-4a55-9d43-2a8f4f1c6d07
unmentioned=$partners/5b1f0a52-0f0e-4a55-9d43-2a8f4f1c6dff

heading "1. Rehearse" \
  "The inventory (tests/demo/inventory) has seven partners in two tiers. --check --diff shows what a run would do, in" \
  "the words of the inventory, and writes nothing."
playbook entra.cross_tenant.onboard --check --diff
changed bramble halcyon nettlefold oriel quarrystone tidewater
writes nothing

heading "2. Apply" \
  "The same without --check: one task for all partners, one result for each."
playbook entra.cross_tenant.onboard
changed bramble halcyon nettlefold oriel quarrystone tidewater
writes something

heading "3. Run it again" \
  "Nothing is left to do, so nothing is written."
playbook entra.cross_tenant.onboard
changed
writes nothing

heading "4. Somebody changes things by hand" \
  "Trust in the MFA of Bramble & Finch is taken away, and user synchronization of Tidewater Instruments is switched off."
graph PATCH "$bramble" '{"inboundTrust": {"isMfaAccepted": false}}'
graph PATCH "$tidewater/identitySynchronization" '{"userSyncInbound": {"isSyncAllowed": false}}'
writes something

heading "5. The nightly compliance run" \
  "It never writes, so that the permission to read is enough. It finds exactly these two, and the partner that nobody" \
  "lists, and leaves a report for people (HTML), programs (JSON) and spreadsheets (CSV). Where drift has to fail" \
  "something, as in CI, Ansible's own junit callback makes failed test cases of it."
ANSIBLE_CALLBACKS_ENABLED=ansible.builtin.junit JUNIT_OUTPUT_DIR=$work/junit JUNIT_FAIL_ON_CHANGE=true \
  playbook entra.cross_tenant.compliance --diff -e "compliance_report_directory=$work/compliance"
changed bramble tidewater
writes nothing
failures=$(grep -ohE '<testsuites[^>]* failures="[0-9]+"' "$work"/junit/*.xml | grep -oE '[0-9]+"$' | tr -d '"')
[ "$failures" = 2 ] || die "the junit report should have 2 failures, and has '$failures'"
confirm "junit: $failures failed test cases"
graph_has=$(python tests/demo/findings.py "$work/compliance/compliance.json") || die "there is no report"
[ "$graph_has" = "drifted: bramble, tidewater; unmanaged: 5b1f0a52-0f0e-4a55-9d43-2a8f4f1c6dff" ] || die "the report says: $graph_has"
confirm "report: $graph_has"
printf '  open %s in a browser\n' .build/demo/compliance/compliance.html

heading "6. Repair" \
  "Once to bring both back, once more to see that this was all."
playbook entra.cross_tenant.onboard
changed bramble tidewater
writes something
playbook entra.cross_tenant.onboard
changed
writes nothing

heading "And the partner that the inventory does not mention?" \
  "It is still there: the collection leaves alone what it was not told about."
graph GET "$unmentioned"

heading "Done." \
  "Everything that was said above has been checked. Stopping the simulator."
