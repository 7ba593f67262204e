#!/usr/bin/env bash
# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The life of a small fleet of partner tenants, and of a synchronization between two tenants, against the Graph
# simulator. "make demo" installs all that it needs. The demo checks each of its claims: the exit code is 0 only if
# everything happened as the headings say.

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
  # The output goes through a filter.
  export ANSIBLE_FORCE_COLOR=1
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

# run PROGRAM ARGUMENTS...: shows the command that it runs, and its output. The recap of ansible-playbook repeats what
# the summary has said, so only the rehearsal shows it.
run() {
  printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"
  local filter=(sed -E -e 's/ \*{3,}//')
  # shellcheck disable=SC2016 # $ is the last line.
  [ -n "${recap:-}" ] || filter+=(-e '/^PLAY RECAP/,$d')
  rm -f "$work/log"
  status=0
  ANSIBLE_LOG_PATH=$work/log "$@" 2>&1 | "${filter[@]}" || status=$?
}

# playbook NAME [OPTIONS]: runs a playbook of the collection with the inventory of the demo.
playbook() {
  run ansible-playbook -i tests/demo/inventory "$@"
  [ "$status" = 0 ] || die "ansible-playbook: exit code $status"
}

# changed HOST...: the recap of the last run counts changes of exactly these hosts.
changed() {
  local found
  found=$(sed -nE 's/.* ([a-z]+) +: ok=[0-9]+ +changed=[1-9].*/\1/p' "$work/log" | sort | xargs)
  grep -qE ': ok=[0-9]+ ' "$work/log" || die "there is no recap"
  [ "$found" = "$*" ] || die "changed should be '$*', and is '$found'"
  confirm "changed: ${found:-none}"
}

# writes nothing|something: whether the last run sent writes to Graph.
writes() {
  local traffic written=something
  traffic=$(python tests/demo/traffic.py) || die "the simulator does not answer"
  [[ $traffic == *"writes: 0,"* ]] && written=nothing
  [ "$written" = "$1" ] || die "Graph should see writes of $1, and saw: $traffic"
  confirm "Graph${where:+ $where} saw: $traffic"
}

# says TEXT: the last run printed the text.
says() {
  grep -qF -- "$1" "$work/log" || die "the output should say: $1"
}

# in_halcyon COMMAND...: runs a command with the address and the credentials of the partner's tenant.
in_halcyon() {
  local where="in the tenant of Halcyon"
  local ENTRA_TENANT=$HALCYON_TENANT ENTRA_GRAPH_URL=$HALCYON_GRAPH_URL ENTRA_AUTHORITY_URL=$HALCYON_AUTHORITY_URL
  local ENTRA_CLIENT_ID=$HALCYON_CLIENT_ID ENTRA_CLIENT_SECRET=$HALCYON_CLIENT_SECRET ENTRA_CA_PATH=$HALCYON_CA_PATH
  export ENTRA_TENANT ENTRA_GRAPH_URL ENTRA_AUTHORITY_URL ENTRA_CLIENT_ID ENTRA_CLIENT_SECRET ENTRA_CA_PATH
  "$@"
}

# both [OPTIONS]: runs the playbook for both halves of the synchronization.
both() {
  run ansible-playbook -i tests/demo/both/hosts.yml tests/demo/both/synchronize.yml "$@"
  [ "$status" = 0 ] || die "ansible-playbook: exit code $status"
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

heading "Two tenants to work with" \
  "Microsoft Graph is simulated on this machine, for our tenant, Contoso, and for a partner, Halcyon Glassworks. Ours has" \
  "four partners already: one as it should be, one that drifted, one that has to go, and one that the inventory does not" \
  "mention."
python tests/demo/tenants.py "$work" >"$work/simulator.log" 2>&1 &
simulator=$!
for _ in $(seq 150); do
  [ -e "$work/environment" ] && break
  kill -0 "$simulator" 2>/dev/null || die "the simulator did not start: $(cat "$work/simulator.log")"
  sleep 0.1
done
[ -e "$work/environment" ] || die "the simulator was not ready in time"
# The credentials of our tenant, in the same variables that you would use.
# shellcheck source=/dev/null
. "$work/environment"

partners=/policies/crossTenantAccessPolicy/partners
bramble=$partners/5b1f0a52-0f0e-4a55-9d43-2a8f4f1c6d01
tidewater=$partners/5b1f0a52-0f0e-4a55-9d43-2a8f4f1c6d07
contoso=$partners/5b1f0a52-0f0e-4a55-9d43-2a8f4f1c6d00

heading "1. What may these credentials do?" \
  "Logs in, and shows what works before anything is tried. Writes nothing, and needs no inventory."
run ansible-playbook -i localhost, entra.cross_tenant.preflight
[ "$status" = 0 ] || die "ansible-playbook: exit code $status"
writes nothing

heading "2. Rehearse" \
  "The inventory (tests/demo/inventory) has seven partners in two tiers. --check --diff shows what a run would do, in" \
  "the words of the inventory, and writes nothing. The summary at the end says who gains access and who loses it."
recap=yes
playbook entra.cross_tenant.onboard --check --diff
recap=
changed bramble halcyon nettlefold oriel quarrystone tidewater
writes nothing

heading "3. Apply" \
  "The same without --check: one task for all partners, one result for each, and the same summary."
playbook entra.cross_tenant.onboard
changed bramble halcyon nettlefold oriel quarrystone tidewater
writes something

heading "4. Run it again" \
  "Nothing is left to do, so nothing is written."
playbook entra.cross_tenant.onboard
changed
writes nothing

heading "5. A mistake: all partners are to be removed" \
  "Somebody names the wrong group. The inventory allows two removals in one run, so the run stops before the first" \
  "write. (Without a number in the inventory, the limit is ten.)"
run ansible-playbook -i tests/demo/inventory entra.cross_tenant.offboard -e partner_onboarding_hosts=partners
[ "$status" = 2 ] || die "the run should fail with exit code 2, and ended with $status"
says "removal_limit"
confirm "refused: exit code $status"
writes nothing

heading "6. The other direction: our users go to a partner" \
  "One playbook (tests/demo/both) writes both halves. Halcyon Glassworks agrees to receive users of Contoso. Contoso gets" \
  "the application, the job and the scope, which is one group, and switches the job on. (Step 3 has written the consent" \
  "of Contoso.)"
both
changed contoso halcyon
writes something
in_halcyon writes something

heading "7. Somebody changes things by hand" \
  "In Graph, the MFA of Bramble & Finch is no longer trusted, and users of Tidewater Instruments are no longer" \
  "synchronized. In the tenant of Halcyon Glassworks, our users are no longer let in. And in ours, somebody lets all" \
  "users into the scope of that synchronization, not only the group."
graph PATCH "$bramble" '{"inboundTrust": {"isMfaAccepted": false}}'
graph PATCH "$tidewater/identitySynchronization" '{"userSyncInbound": {"isSyncAllowed": false}}'
in_halcyon graph PATCH "$contoso/identitySynchronization" '{"userSyncInbound": {"isSyncAllowed": false}}'
python tests/demo/everybody.py || die "Graph refused the request"
writes something
in_halcyon writes something

heading "8. The nightly audit" \
  "It finds exactly these two, and the partner that nobody lists. It needs only the permission to read, never writes," \
  "and leaves a report for people (HTML), programs (JSON) and spreadsheets (CSV)."
playbook entra.cross_tenant.compliance -e compliance_report_directory=.build/demo/compliance
changed bramble tidewater
writes nothing
graph_has=$(python tests/demo/findings.py "$work/compliance/compliance.json") || die "there is no report"
[ "$graph_has" = "drifted: bramble, tidewater; unmanaged: 5b1f0a52-0f0e-4a55-9d43-2a8f4f1c6dff" ] || die "the report says: $graph_has"
confirm "report: $graph_has"
printf '  Open %s in a browser: it stays there until the next demo.\n' .build/demo/compliance/compliance.html

heading "9. The same for both halves of the synchronization" \
  "A rehearsal finds one difference in each tenant, and writes to neither."
both --check
changed contoso halcyon
says 'scope "all" → "assigned"'
writes nothing
in_halcyon writes nothing

heading "10. Repair" \
  "The same playbooks as at the beginning bring everything back. A second rehearsal of both halves finds nothing."
playbook entra.cross_tenant.onboard
changed bramble tidewater
both
changed contoso halcyon
in_halcyon writes something
writes something
both --check
changed
writes nothing

heading "11. What Graph has, as an inventory" \
  "The inventory plugin lists every partner in Graph as a host, and shows the one that the inventory does not name." \
  "It is still there: the collection leaves alone what it was not told about."
printf 'plugin: entra.cross_tenant.partners\n' >"$work/graph.entra_partners.yml"
run ansible-inventory -i tests/demo/inventory -i .build/demo/graph.entra_partners.yml --graph entra_partners
[ "$status" = 0 ] || die "ansible-inventory: exit code $status"
writes nothing

heading "12. From an existing tenant to an inventory" \
  "The export writes all partners into an inventory. A run with this inventory has nothing to change: that is how you" \
  "begin with a tenant that has partners already."
run ansible-playbook -i localhost, entra.cross_tenant.export -e partner_export_directory=.build/demo/exported
[ "$status" = 0 ] || die "ansible-playbook: exit code $status"
run ansible-playbook -i .build/demo/exported entra.cross_tenant.onboard --check
[ "$status" = 0 ] || die "ansible-playbook: exit code $status"
changed
says "0 would change, 7 as wanted"
writes nothing

heading "Done." \
  "The demo has checked everything that the headings say, and stops the simulator."
