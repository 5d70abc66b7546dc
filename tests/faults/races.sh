#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What happens meanwhile: requests that meet while the cluster database is written, keepers that
# resapid does not know or cannot ask, hosts that answer wrongly or too much, clocks of requests that
# are over, a prefix that comes late, and what Pacemaker is told.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"
# shellcheck source=../hold.sh
. "$here/../hold.sh"

# Of what is freed a sanitizer keeps 256 MB, for uses after the end; here memory is measured.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=8
export ASAN_OPTIONS

instance_new native
hold_prepare

# The same for what it tries again until its time is up.
agent_in_vain() {
    agent_timeout=1000
    agent "$@"
    in_vain_status=$?
    agent_timeout=20000
    return "$in_vain_status"
}

# beside NAME CMD...: CMD goes on beside the script.
beside() {
    rm -f "$INSTANCE/$1.status"
    {
        beside_name=$1
        shift
        "$@" >"$INSTANCE/$beside_name.out" 2>&1
        echo $? >"$INSTANCE/$beside_name.new"
        mv "$INSTANCE/$beside_name.new" "$INSTANCE/$beside_name.status"
    } &
}

# Time enough for a request to arrive, of a client that is connected.
arrives() {
    sleep 0.3
}

# Each connection is a folder of libqb's, from its begin to its end.
are_connected() {
    [ "$(find /dev/shm -maxdepth 1 -name "qb-$INSTANCE_PID-*" | wc -l)" -ge "$1" ]
}

# arrive COUNT: so many clients are connected, and have asked; none of them has an answer yet. A client that
# has just been started can take longer to connect than all that is behind it.
arrive() {
    wait_until 20 are_connected "$1"
    arrives
}

# Its exit status and what it said, once it has ended by itself.
outcome() {
    wait_until 60 [ -e "$INSTANCE/$1.status" ] || return 125
    cat "$INSTANCE/$1.out"
    return "$(cat "$INSTANCE/$1.status")"
}

outcome_says() {
    outcome "$1"
    outcome_says_status=$?
    [ "$outcome_says_status" -eq "$2" ] && grep -qF -e "$3" "$INSTANCE/$1.out"
}

is_listed_once() {
    ctl resource list | tee "$INSTANCE/list"
    [ "$(grep -ci "^$1 " "$INSTANCE/list")" -eq 1 ]
}

count_calls() {
    record res | grep -c " $1 begin "
}

# The resource is new to resapid. If its DLL was open before, it is opened once more, to be told.
is_new() {
    ctl resource remove res --force && rm -f "$INSTANCE/res.record"
}

add_again() {
    ctl resource add res --type=res
}

# What the database has twice is seen when it is read again.
is_stored_once() {
    instance_kill
    succeeds "the next resapid starts" hold_start
    succeeds "and finds it online" wait_until 20 is_state res online
    check_fails "$(in_scenario "the database has no other")" \
        grep "has the name res of another resource" "$INSTANCE/log"
}

stop_overtakes_start() {
    scenario "a stop comes while a start is being written"
    succeeds "res is new" is_new
    hold
    beside start agent res start
    succeeds "the start is being written" wait_until 20 is_held
    beside stop agent res stop
    arrive 2
    release
    succeeds "the stop succeeds" outcome stop
    succeeds "the start says so" outcome_says start 1 "it was asked to stop meanwhile"
    succeeds "its state is offline" is_state res offline
    check_calls "nothing was called" ""
    succeeds "no host" instance_has_no_host

    succeeds "it starts" agent res start
    agent_type=Other
    refuses 1 "is of type 'res' on this node, not 'Other'" "not as one of another type" \
        agent res start
    agent_type=
    check_status "$(in_scenario "and is online")" 0 agent res monitor
    succeeds "there is one of it" is_listed_once res
    is_stored_once
    scenario_end
    by_hand
}

# eight WORD CMD...: CMD eight times at once, each told from the others by WORD and its number.
eight() {
    eight_word=$1
    shift
    for number in 1 2 3 4 5 6 7 8; do
        beside "$eight_word$number" "$@"
    done
}

# have_ended WORD COUNT: so many of the eight.
have_ended() {
    [ "$(find "$INSTANCE" -maxdepth 1 -name "$1[1-8].status" | wc -l)" -eq "$2" ]
}

# How many of the eight end with one of these statuses.
count_outcomes() {
    count=0
    for number in 1 2 3 4 5 6 7 8; do
        outcome "$1$number" >/dev/null
        case " $2 " in
            *" $? "*) count=$((count + 1)) ;;
        esac
    done
    echo "$count"
}

is_made_once() {
    made=$(count_outcomes add 0)
    refused=$(count_outcomes add "1 2")
    echo "made $made, refused $refused"
    [ "$made" -eq 1 ] && [ "$refused" -eq 7 ]
}

eight_at_once() {
    scenario "eight make one resource"
    hold
    eight add ctl resource add dup --type=res
    succeeds "it is being written" wait_until 20 is_held
    succeeds "seven are refused meanwhile" wait_until 20 have_ended add 7
    release
    succeeds "one makes it, the others are refused" is_made_once
    succeeds "there is one of it" is_listed_once dup
    succeeds "it is removed" ctl resource remove dup

    scenario "eight start one resource" 'Online = sleep=300'
    succeeds "res is new" is_new
    hold
    eight start agent res start
    succeeds "it is being written" wait_until 20 is_held
    arrive 8
    release
    succeeds "each ends, one at least with success" [ "$(count_outcomes start 0)" -ge 1 ]
    eight again agent res start
    succeeds "once it runs, all succeed" [ "$(count_outcomes again 0)" -eq 8 ]
    succeeds "Online was called once" [ "$(count_calls Online)" -eq 1 ]
    succeeds "in one host with one keeper" [ "$(instance_hosts | wc -l)" -eq 2 ]
    succeeds "there is one of it" is_listed_once res
    is_stored_once
    scenario_end
    by_hand
}

socket_of_res() {
    echo "$INSTANCE/run/hosts/$(instance_sockets)"
}

# A new, empty database stands in for one that does not know res.
forget_database() {
    mv "$INSTANCE/state" "$INSTANCE/state.kept"
}

recall_database() {
    instance_stop && rm -rf "$INSTANCE/state" && mv "$INSTANCE/state.kept" "$INSTANCE/state" &&
        hold_start
}

unknown_keepers() {
    scenario "a keeper lives that resapid does not know"
    succeeds "online" ctl online res
    keeper=$(field keeper_pid res)
    host=$(field host_pid res)
    socket=$(socket_of_res)
    instance_kill
    mv "$socket" "$INSTANCE/aside"
    succeeds "the next resapid finds nothing" hold_start
    succeeds "its state is offline" is_state res offline
    mv "$INSTANCE/aside" "$socket"
    refuses 1 "cannot listen" "online is refused" ctl online res
    succeeds "the keeper lives" alive "$keeper"
    succeeds "its host lives" alive "$host"
    check_calls "nothing else was called" "Load Startup Open Online"
    instance_kill
    succeeds "the next resapid starts" hold_start
    succeeds "and adopts it" wait_until 20 is_state res online
    succeeds "it is the same host" [ "$(field host_pid res)" = "$host" ]
    scenario_end

    scenario "a keeper of a resource that is known no more" 'Online = spawn'
    succeeds "online" ctl online res
    instance_kill
    forget_database
    succeeds "the next resapid starts" hold_start
    succeeds "it is ended, and its socket is gone" wait_until 20 instance_has_no_host
    succeeds "the database comes back" recall_database
    scenario_end

    scenario "a killed keeper of a resource that is known no more" 'Online = spawn'
    succeeds "online" ctl online res
    keeper=$(field keeper_pid res)
    instance_kill
    kill -KILL "$keeper"
    forget_database
    succeeds "its processes are there" [ "$(instance_hosts | wc -l)" -ge 1 ]
    succeeds "the next resapid starts" hold_start
    succeeds "they are ended, and the socket is gone" wait_until 20 instance_has_no_host
    succeeds "the database comes back" recall_database
    scenario_end
}

cannot_be_asked() {
    grep -q "host res: .*trying again" "$INSTANCE/log"
}

# Each resapid leaves a connection that the stopped keeper has not taken.
fill_backlog() {
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        hold_start || return
        ! cannot_be_asked || return 0
        instance_kill
    done
    return 1
}

adoption() {
    scenario "a keeper that cannot be asked"
    succeeds "online" ctl online res
    host=$(field host_pid res)
    keeper=$(field keeper_pid res)
    kill -STOP "$keeper"
    instance_kill
    succeeds "a resapid cannot connect to it" fill_backlog
    succeeds "its state is not known" is_state res initializing
    refuses 1 "is being adopted" "nor told" ctl check res
    check_status "$(in_scenario "a probe does not say that it is down")" 1 agent_in_vain res monitor
    refuses 1 "ERROR_INVALID_STATE" "it is not brought online once more" ctl online res
    kill -CONT "$keeper"
    succeeds "it is adopted once it answers" wait_until 20 is_state res online
    succeeds "it is the same host" [ "$(field host_pid res)" = "$host" ]
    check_calls "nothing was called" "Load Startup Open Online"
    scenario_end
}

own_keys() {
    for behaviour in key-delete name-set; do
        scenario "a resource's $behaviour of its own key" "Online = $behaviour"
        refuses 1 "ERROR_ACCESS_DENIED (5)" "is refused" ctl online res
        succeeds "there is one of it" is_listed_once res
        script res
        succeeds "it comes online" ctl online res
        scenario_end
    done
}

names() {
    scenario "the resource Web and the agent's web"
    new_resource Web
    succeeds "online" ctl online Web
    check_status "$(in_scenario "monitor")" 0 agent web monitor
    instance_kill
    check_status "$(in_scenario "monitor without resapid")" 1 agent_in_vain web monitor
    check_status "$(in_scenario "stop without resapid")" 0 agent web stop
    succeeds "nothing is left" instance_has_no_host
    succeeds "the next resapid starts" hold_start
    succeeds "it is offline" is_state Web offline
    succeeds "it is removed" ctl resource remove web
    scenario_end
}

removal() {
    scenario "online comes while the removal is being written"
    hold
    beside remove ctl resource remove res
    succeeds "it is being written" wait_until 20 is_held
    refuses 1 "another request is being written" "online is refused" ctl online res
    check_status "$(in_scenario "a start is refused")" 1 agent_in_vain res start
    beside stop agent res stop
    arrives
    release
    succeeds "it is removed" outcome remove
    succeeds "a stop succeeds" outcome stop
    refuses 4 "there is none of that name" "it is gone" ctl status res
    succeeds "no host" instance_has_no_host
    check_calls "it was opened to be told, and no more" "Load Startup Open Close Finish"
    succeeds "it is made again" add_again
    scenario_end

    scenario "the removal comes while it comes online" 'Online = sleep=500'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    refuses 1 "is not offline" "it is refused" ctl resource remove res
    succeeds "online goes on" background_ends
    scenario_end
}

# ends_in_write COUNT: so many clients wait for answers.
ends_in_write() {
    arrive "$1"
    kill -TERM "$INSTANCE_PID"
    arrives
    alive "$INSTANCE_PID" || return
    release
    wait "$INSTANCE_PID"
}

ending() {
    scenario "resapid is told to end while a resource is being written"
    hold
    beside add ctl resource add late --type=res
    succeeds "it is being written" wait_until 20 is_held
    beside stop ctl offline late
    succeeds "resapid ends in order" ends_in_write 2
    succeeds "who asked is told of success" outcome add
    succeeds "and so is who asked for a stop behind it" outcome stop
    succeeds "the next resapid starts" hold_start
    succeeds "the resource is there" is_listed_once late
    succeeds "it is removed" ctl resource remove late
    scenario_end

    scenario "resapid is told to end while a start is being written"
    succeeds "res is new" is_new
    hold
    beside start agent res start
    succeeds "it is being written" wait_until 20 is_held
    succeeds "resapid ends in order" ends_in_write 1
    succeeds "the next resapid starts" hold_start
    succeeds "the start goes on there" outcome start
    succeeds "the resource is online" is_state res online
    scenario_end
    by_hand
}

wrong_replies() {
    scenario "LOAD is answered with RETURNED" 'Startup = wrong-reply'
    refuses 1 "answered with RETURNED, which was not asked for" "online" ctl online res
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    scenario_end

    scenario "CONTROL is answered with LOADED" 'ResourceControl = wrong-reply'
    succeeds "online" ctl online res
    refuses 1 "answered with LOADED, which was not asked for" "control" ctl control res 1
    succeeds "its state is failed" wait_until 20 is_state res failed
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    scenario_end
}

memory_kb() {
    sed -n "s/^$1:[^0-9]*\([0-9]*\).*/\1/p" "/proc/$INSTANCE_PID/status"
}

# From here on the peak counts; a build with sanitizers has much memory before anything happens.
begin_to_measure() {
    echo 5 >"/proc/$INSTANCE_PID/clear_refs"
    memory_before=$(memory_kb VmRSS)
}

stayed_small() {
    peak=$(memory_kb VmHWM)
    echo "memory: $memory_before kB, at its peak $peak kB"
    [ $((peak - memory_before)) -lt 60000 ]
}

# counts_to TOTAL LINE: with what is said to be left out there are so many of the lines; few are there.
counts_to() {
    lines=$(grep -c -e "$2" "$INSTANCE/log")
    left_out=$(sed -n 's/^.*: \([0-9]*\) lines left out: .*/\1/p' "$INSTANCE/log" | paste -s -d +)
    echo "$lines lines, and left out ${left_out:-0}"
    [ "$lines" -gt 0 ] && [ "$lines" -lt $(($1 / 2)) ] && [ $((lines + ${left_out:-0})) -eq "$1" ]
}

# ask_often COUNT LINE: what `ask` asks.
ask_often() {
    yes "$2" | head -n "$1" >"$INSTANCE/res.script.asks"
}

answered() {
    [ "$(record res | grep -c -e "^[0-9]* ASKED .* error=$2$")" -eq "$1" ]
}

# A poll of IsAlive would say all of it again.
floods() {
    check "IsAlive is called when asked for alone" \
        ctl resource set res --common IsAlivePollInterval=86400000
    floods_of_reports
    floods_of_questions
    check "IsAlive is polled again" ctl resource set res --common IsAlivePollInterval=
}

floods_of_reports() {
    scenario "a host that does not read its answers" 'IsAlive = flood=1000000'
    succeeds "online" ctl online res
    begin_to_measure
    refuses 1 "does not read its answers" "check" ctl check res --level=is
    succeeds "nothing is left" wait_until 20 instance_has_no_host
    succeeds "resapid stays small" stayed_small
    scenario_end

    scenario "a host that logs without end" 'IsAlive = log=200000'
    succeeds "online" ctl online res
    begin_to_measure
    succeeds "check" ctl check res --level=is
    succeeds "resapid stays small" stayed_small
    succeeds "offline" ctl offline res
    succeeds "what was left out is told" counts_to 200000 'IsAlive: log message'
    scenario_end

    : >"$INSTANCE/log"
    scenario "a DLL that locks its resource without end" 'IsAlive = locks=20000'
    succeeds "online" ctl online res
    succeeds "check" ctl check res --level=is
    succeeds "the last word counts, and it can go" ctl offline res
    succeeds "what was left out is told" counts_to 20000 'its DLL has \(un\)\?locked it'
    scenario_end

    : >"$INSTANCE/log"
    scenario "a DLL that notifies without end" 'IsAlive = notifies=20000'
    succeeds "online" ctl online res
    succeeds "check" ctl check res --level=is
    succeeds "offline" ctl offline res
    succeeds "what was left out is told" counts_to 20000 'raised a notification'
    scenario_end

    : >"$INSTANCE/log"
    scenario "a DLL that signals failure without end" 'ResourceControl = failures=20000'
    succeeds "online" ctl online res
    succeeds "control" ctl control res 1
    succeeds "offline" ctl offline res
    succeeds "what was left out is told" counts_to 20000 'its DLL signaled failure'
    scenario_end
}

floods_of_questions() {
    : >"$INSTANCE/log"
    scenario "a DLL that deletes a missing value without end" 'IsAlive = drops=2000'
    succeeds "online" ctl online res
    succeeds "check" ctl check res --level=is
    succeeds "offline" ctl offline res
    check_fails "$(in_scenario "its errors are its own")" grep -e 'cluster database' -e 'left out' "$INSTANCE/log"
    scenario_end

    : >"$INSTANCE/log"
    scenario "a DLL that gives reasons without end" 'IsAlive = ask'
    ask_often 2000 "change|3|none|6|0||$(printf '%0200d' 0)"
    succeeds "online" ctl online res
    succeeds "check" ctl check res --level=is
    succeeds "it was answered each time" answered 2000 5013
    succeeds "offline" ctl offline res
    succeeds "what was left out is told" counts_to 2000 'and the reason is: 0*$'
    scenario_end

    : >"$INSTANCE/log"
    scenario "a DLL that asks for what is Pacemaker's without end" 'IsAlive = ask'
    new_resource managed
    succeeds "Pacemaker starts another" agent managed start
    ask_often 2000 'change|4|managed|2'
    succeeds "online" ctl online res
    succeeds "check" ctl check res --level=is
    succeeds "it was refused each time" answered 2000 5
    succeeds "offline" ctl offline res
    succeeds "what was left out is told" counts_to 2000 "what Pacemaker manages: use 'crm_resource"
    succeeds "Pacemaker stops the other" agent managed stop
    succeeds "it is removed" ctl resource remove managed --force
    scenario_end
}

is_ended() {
    record res | grep -q " $1 end "
}

deadlines() {
    scenario "the time of an online that is long over"
    # Time for a host to start, of which 80% are Online's.
    succeeds "online" ctl online res --timeout=3
    sleep 3
    script res 'IsAlive = error=1' 'Terminate = sleep=500'
    refuses 1 "IsAlive returned FALSE" "check" ctl check res --level=is
    succeeds "Terminate has its time" wait_until 20 is_ended Terminate
    succeeds "its state is failed" wait_until 20 is_state res failed
    refuses 1 "IsAlive returned FALSE" "for this reason" ctl check res
    succeeds "its host lives" alive "$(field host_pid res)"
    scenario_end

    scenario "an online with little time joins one with none" 'Online = pending=2500'
    background online res
    succeeds "Online is called" wait_until 20 is_called Online
    refuses 1 "what was asked for goes on" "its own time is over" ctl online res --timeout=1
    succeeds "the first goes on" background_ends
    check_calls "nothing ended it" "Load Startup Open Online"
    scenario_end
}

restart() {
    instance_stop
    hold_start
}

prefix() {
    printf '#!/bin/sh\n[ -x "%s" ] || { echo no wine here; exit 1; }\n' "$INSTANCE/wine" \
        >"$INSTANCE/setup"
    chmod 755 "$INSTANCE/setup"
    instance_set wine program "$INSTANCE/wine"
    instance_set wine setup_program "$INSTANCE/setup"
    instance_set wine prefix "$INSTANCE/prefix"
    instance_set host runtime wine
    check "resapid starts without Wine" restart

    scenario "a Wine that is there after the first attempt"
    new_resource other
    refuses 1 "no wine here" "without it" ctl online res
    refuses 1 "no wine here" "and for another resource" ctl online other
    make_wine
    # Of itself resapid tries again 5 s after an attempt, and online has 80% of the time.
    succeeds "with it, at once" ctl online res --timeout=6
    succeeds "and for the other one" ctl online other --timeout=6
    succeeds "both go offline" ctl offline other
    succeeds "and the first" ctl offline res
    succeeds "the other is removed" ctl resource remove other
    succeeds "resapid ends, and its wineserver" instance_stop
    succeeds "nothing is left" wait_until 20 instance_is_clean
    instance_set host runtime native
    succeeds "resapid starts natively" hold_start
}

is_not_pushed() {
    ! [ -e "$INSTANCE/crm" ] || { cat "$INSTANCE/crm"; return 1; }
}

# It fails by itself while it is online.
fails_online() {
    kill -KILL "$(field host_pid res)" && wait_until 20 is_state res failed &&
        wait_until 20 instance_has_no_host
}

log_says() {
    grep -qF -e "$1" "$INSTANCE/log"
}

pushes_to_pacemaker() {
    PATH=$INSTANCE/bin:$PATH
    instance_set pacemaker push_failures yes
    check "resapid starts with push_failures" restart

    scenario "a failure of what resapictl brought online"
    fake_crm 'echo node 1' 'exit 0'
    succeeds "res is new" is_new
    succeeds "it is made by hand" add_again
    succeeds "online" ctl online res
    succeeds "it fails" fails_online
    arrives
    succeeds "is not Pacemaker's" is_not_pushed
    scenario_end

    scenario "a failure of what the agent started"
    fake_crm 'echo node 1' 'exit 0'
    succeeds "start" agent res start
    script res 'IsAlive = error=1' 'Terminate = crash'
    refuses 1 "IsAlive returned FALSE" "it fails" ctl check res --level=is
    succeeds "Pacemaker is told" wait_until 20 is_pushed_once
    succeeds "its host ends as well" wait_until 20 instance_has_no_host
    arrives
    succeeds "it is told once" is_pushed_once
    succeeds "crm_node was asked for the name" grep -qx 'crm_node --name' "$INSTANCE/crm"
    scenario_end

    scenario "crm_resource fails"
    fake_crm 'echo node 1' 'echo no such resource; exit 105'
    succeeds "start" agent res start
    succeeds "it fails" fails_online
    succeeds "the log tells" wait_until 20 \
        log_says "crm_resource --fail ended with status 105: no such resource"
    scenario_end

    scenario "crm_resource hangs"
    fake_crm 'echo node 1' 'exec sleep 600'
    succeeds "start" agent res start
    succeeds "it fails" fails_online
    succeeds "Pacemaker is told" wait_until 20 is_pushed_once
    check_status "$(in_scenario "a monitor tells")" 1 agent res monitor
    succeeds "start again" agent res start
    check_status "$(in_scenario "resapid serves on")" 0 agent res monitor
    scenario_end

    instance_set pacemaker push_failures no
    check "resapid starts without push_failures" restart
    scenario "a failure without push_failures"
    fake_crm 'echo node 1' 'exit 0'
    succeeds "start" agent res start
    succeeds "it fails" fails_online
    arrives
    succeeds "nobody is told" is_not_pushed
    scenario_end
}

check "resapid starts" hold_start || finish check-faults
new_resource res
stop_overtakes_start
eight_at_once
unknown_keepers
adoption
own_keys
names
removal
ending
wrong_replies
floods
deadlines
prefix
pushes_to_pacemaker
check "resapid ends when told" instance_stop
instance_audit
finish check-faults
