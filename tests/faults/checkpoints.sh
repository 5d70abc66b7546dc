#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Registry checkpoints: when resapid has subtrees saved and restored, and what becomes of a resource whose
# checkpoint cannot be restored. The fake host keeps a subtree in a file (tests/fakehost/checkpoints.h).

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

instance_new native
check "resapid starts" instance_start || finish check-faults
new_resource res
check "no poll comes in between" never_polled res

ADD=0x014000a2
DELETE=0x014000a6
GET=0x010000a9
ADD_32BIT=0x014000c2
ADD_CRYPTO=0x014000ae

# utf16 TEXT: as --in takes it, with its NUL; ASCII only.
utf16() {
    printf '%s' "$1" | od -An -v -tx1 | tr -s ' \n' '\n' | sed -n 's/^\(..\)$/\100/p' | tr -d '\n'
    printf '0000'
}

add() {
    ctl control res "$ADD" "--in=$(utf16 "$1")"
}

delete() {
    ctl control res "$DELETE" "--in=$(utf16 "$1")"
}

# The registry of the fake host.
write() {
    printf '%s' "$2" >"$INSTANCE/registry.new"
    mv "$INSTANCE/registry.new" "$INSTANCE/res.script.$1"
}

content() {
    cat "$INSTANCE/res.script.$1" 2>/dev/null
}

# has SUBTREE CONTENT
has() {
    echo "it has: $(content "$1")"
    [ "$(content "$1")" = "$2" ]
}

# count TEXT N: lines of the record
count() {
    record res | grep -c -e "$1" >"$INSTANCE/count"
    record res
    [ "$(cat "$INSTANCE/count")" = "$2" ]
}

online() {
    ctl online res --timeout=20
}

offline() {
    ctl offline res --timeout=20
}

codes() {
    scenario "control codes" 'ResourceControl = error=5'
    check_output "$(in_scenario "there are none")" "00 00" ctl control res "$GET"
    succeeds "one is added" add 'Software\X'
    refuses 1 "ERROR_ALREADY_EXISTS (183)" "the same again" add 'SOFTWARE\x'
    succeeds "in another view" ctl control res "$ADD_32BIT" "--in=$(utf16 'Software\X')"
    refuses 1 "ERROR_INVALID_PARAMETER (87)" "a leading backslash" add '\Software\X'
    refuses 1 "ERROR_INVALID_PARAMETER (87)" "nothing" ctl control res "$ADD"
    refuses 1 "ERROR_INVALID_PARAMETER (87)" "no end" ctl control res "$ADD" --in=4100
    refuses 1 "ERROR_INVALID_PARAMETER (87)" "the database itself" add 'Cluster'
    check_output "$(in_scenario "they are listed")" "46 bytes" ctl control res "$GET"
    refuses 1 "ERROR_FILE_NOT_FOUND (2)" "deletion of what is none" delete 'Software\Y'
    succeeds "deletion, of both views" delete 'Software\x'
    refuses 1 "ERROR_FILE_NOT_FOUND (2)" "a second deletion" delete 'Software\X'
    check_output "$(in_scenario "there are none again")" "00 00" ctl control res "$GET"
    refuses 1 "ERROR_CALL_NOT_IMPLEMENTED (120)" "a crypto checkpoint" \
        ctl control res "$ADD_CRYPTO" "--in=$(utf16 '1\p\c')"
    check_calls "the DLL is never asked" ""
    scenario_end
}

life() {
    scenario "saved and restored"
    succeeds "one is added" add 'Software\X'
    write Software_X first
    succeeds "the first online" online
    check_calls "saves it before Online" \
        "Load Startup Open Watch Online"
    write Software_X second
    succeeds "it is saved when it has changed" wait_until 20 is_saved 2
    write Software_X third
    succeeds "it goes offline" offline
    write Software_X lost
    succeeds "it comes online" online
    succeeds "with what Offline left" has Software_X third
    succeeds "restored before it was watched, and both before Online" \
        are_last_calls "Open Restore Watch Online"
    succeeds "nothing was saved that was restored" count 'Watch.*save=1' 1
    succeeds "it goes offline" offline
    rm -f "$INSTANCE/res.script.Software_X"
    succeeds "it comes online" online
    succeeds "with a subtree that was gone" has Software_X third
    scenario_end
}

# The last calls that are not polls.
are_last_calls() {
    made=$(calls res | tr ' ' '\n' | grep -v Alive | tr '\n' ' ')
    echo "made: $made"
    case "$made" in *"$1 ") return 0 ;; *) return 1 ;; esac
}

# is_saved N: so often since the scenario began
is_saved() {
    made=$(record res | grep -c ' Save end 0 ')
    echo "saved $made times"
    [ "$made" -ge "$1" ]
}

# A host that is killed says nothing any more: what comes back is what was saved before.
killed() {
    scenario "the host is killed"
    write Software_X before
    succeeds "it comes online" online
    succeeds "with what was saved last" has Software_X third
    write Software_X now
    succeeds "the change is saved" wait_until 20 is_saved 1
    kill -9 "$(field host_pid res)"
    succeeds "it fails" wait_until 20 rests res failed
    write Software_X garbage
    succeeds "it comes online again" online
    succeeds "with what was saved before" has Software_X now
    scenario_end
}

restarted() {
    scenario "resapid is restarted while it is online"
    succeeds "it comes online" online
    instance_kill
    write Software_X while-away
    succeeds "the next resapid starts" instance_start
    succeeds "and takes it over" wait_until 20 is_state res online
    succeeds "what changed meanwhile is saved" wait_until 20 is_saved 1
    write Software_X after
    succeeds "and what changes now" wait_until 20 is_saved 2
    succeeds "it is ended once more" offline
    succeeds "by a saving" count 'End begin.*all=1 save=1' 1
    write Software_X lost
    succeeds "it comes online" online
    succeeds "with all that" has Software_X after
    scenario_end
}

is_owned() {
    [ "$(field owned res)" = true ]
}

# It is offline then, and no Close comes before its Online.
restarted_at_rest() {
    scenario "resapid is restarted while it is owned" 'Quorum = yes'
    succeeds "it is arbitrated for" ctl arbitrate res
    instance_kill
    succeeds "the next resapid starts" instance_start
    succeeds "and takes it over" wait_until 20 is_owned
    succeeds "nothing is watched" wait_until 20 count 'End begin.*all=1' 1
    succeeds "it comes online" online
    succeeds "in the same host" count ' Open begin' 1
    succeeds "restored and watched" are_last_calls "Restore Watch Online"
    write Software_X owned
    succeeds "what changes is saved" wait_until 20 is_saved 1
    succeeds "it goes offline" offline
    write Software_X lost
    succeeds "it comes online" online
    succeeds "with that" has Software_X owned
    scenario_end
}

# Close waits for what was added before it.
added_before_close() {
    scenario "released while one is being saved" 'Quorum = yes'
    succeeds "it is arbitrated for" ctl arbitrate res
    printf 'watch=hold' >"$INSTANCE/res.script.checkpoints"
    for name in A B; do
        write "Software_$name" "$name"
        succeeds "$name is added" add "Software\\$name"
    done
    background release res --timeout=60
    succeeds "it is about to be closed" log_has "resource res: owned -> closing"
    rm -f "$INSTANCE/res.script.checkpoints"
    succeeds "it is released" background_ends
    succeeds "both were saved" is_saved 2
    succeeds "each once" count ' Watch begin' 2
    for name in A B; do
        succeeds "$name is deleted" delete "Software\\$name"
    done
    scenario_end
}

# What is added while a command runs is looked at behind it, once.
added_in_a_burst() {
    scenario "added while another is being saved" 'Quorum = yes'
    succeeds "it is arbitrated for" ctl arbitrate res
    printf 'watch=hold' >"$INSTANCE/res.script.checkpoints"
    for name in A B C; do
        write "Software_$name" "$name"
        succeeds "$name is added" add "Software\\$name"
        succeeds "one is being saved" wait_until 20 count ' Watch begin' 1
    done
    rm -f "$INSTANCE/res.script.checkpoints"
    succeeds "all are saved" wait_until 20 is_saved 3
    succeeds "it is released" ctl release res
    succeeds "each was saved once" count ' Watch begin' 3
    succeeds "and ended once" count ' End begin.*all=0 save=0' 3
    for name in A B C; do
        write "Software_$name" lost
    done
    succeeds "it comes online" online
    succeeds "with the last of them" has Software_C C
    for name in A B C; do
        succeeds "$name is deleted" delete "Software\\$name"
    done
    scenario_end
}

added_later() {
    scenario "added and deleted while it is online"
    succeeds "it comes online" online
    write Software_Y one
    succeeds "one is added" add 'Software\Y'
    succeeds "which is saved at once" wait_until 20 count 'Watch.*Software.Y view=0 save=1' 1
    succeeds "another is deleted" delete 'Software\X'
    succeeds "which is watched no longer" wait_until 20 count 'End begin.*all=0 save=0' 1
    succeeds "it goes offline" offline
    write Software_X kept
    write Software_Y lost
    succeeds "it comes online" online
    succeeds "the new one is restored" has Software_Y one
    succeeds "the deleted one is left alone" has Software_X kept
    scenario_end
}

restore_fails() {
    scenario "a checkpoint that cannot be restored"
    printf 'restore=5' >"$INSTANCE/res.script.checkpoints"
    refuses 1 'restoring the checkpoint of HKLM\Software\Y failed: ERROR_ACCESS_DENIED (5)' \
        "it does not come online" online
    succeeds "it has failed" is_state res failed
    check_calls "Online is not called" "Load Startup Open Restore Terminate"
    rm -f "$INSTANCE/res.script.checkpoints"
    succeeds "then it can be" online
    scenario_end

    scenario "a stop while it is restored"
    printf 'restore=hang' >"$INSTANCE/res.script.checkpoints"
    ctl resource set res --common DeadlockTimeout=1000 >/dev/null
    background online res --timeout=10
    succeeds "it is being restored" wait_until 20 is_called Restore
    succeeds "it stops in its time" stops_in_time
    background_ends >/dev/null
    succeeds "Online was not called" count ' Online begin' 0
    rm -f "$INSTANCE/res.script.checkpoints"
    scenario_end

    scenario "restoring that hangs"
    printf 'restore=hang' >"$INSTANCE/res.script.checkpoints"
    refuses 1 "did not return in 1000 ms (DeadlockTimeout): its host is killed" \
        "it fails" online
    succeeds "Online was not called" count ' Online begin' 0
    rm -f "$INSTANCE/res.script.checkpoints"
    ctl resource set res --common DeadlockTimeout= >/dev/null
    succeeds "it goes offline" offline
    scenario_end
}

terminated() {
    scenario "a resource that is terminated"
    succeeds "it comes online" online
    write Software_Y late
    succeeds "it is terminated" ctl terminate res --timeout=20
    succeeds "what changed last was saved" count 'End begin.*all=1 save=1' 1
    write Software_Y lost
    succeeds "it comes online" online
    succeeds "with that" has Software_Y late
    scenario_end
}

removed() {
    scenario "removed with the resource"
    succeeds "the resource is removed" ctl resource remove res
    succeeds "another of its name" ctl resource add res --type=res
    check_output "$(in_scenario "has none")" "00 00" ctl control res "$GET"
    scenario_end
}

codes
life
killed
restarted
restarted_at_rest
added_before_close
added_in_a_burst
added_later
restore_fails
terminated
removed
check_status "resapid ends on SIGTERM" 0 instance_stop
instance_audit
finish check-faults
