#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# resapid is killed 200 times while four clients and a DLL write: no acknowledged write and no acknowledged
# batch is lost, and nobody ever sees half a batch. RESAPI_SEED repeats the moments of the kills.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

seed=${RESAPI_SEED:-$(date +%s)}
echo "# seed $seed; RESAPI_SEED=$seed repeats it"

instance_new native
instance_set resapid log_level notice
check "resapid starts" instance_start || finish check-faults
script res
check "a type is added" ctl type add Fake --dll="$INSTANCE/res.script"
script batch 'Online = batches=50'
check "its DLL's type is added" ctl type add batch --dll="$INSTANCE/batch.script"
check "its resource is added" ctl resource add batch --type=batch
for n in 0 1 2 3; do
    check "resource w$n is added" ctl resource add "w$n" --type=Fake A=0 B=0
done
check_status "resapid ends" 0 instance_stop

load() {
    "$instance_build/database-load" "$instance_build/resapid" "$INSTANCE_NAME" 200 "$seed" \
        "$INSTANCE/pids" "$INSTANCE/batch.script.batches" >"$INSTANCE/counts" 2>"$INSTANCE/load.log"
    status=$?
    # resapid's own lines have a level behind the time.
    grep -vE ' (notice|info|warning|err) ' "$INSTANCE/load.log"
    return "$status"
}

check "200 kills lose nothing and show no half of a batch" load
sed 's/^/# /' "$INSTANCE/counts"
INSTANCE_PIDS="$INSTANCE_PIDS $(tr '\n' ' ' <"$INSTANCE/pids")"
check "resapid starts once more" instance_start
check_status "and ends" 0 instance_stop
instance_audit
finish check-faults
