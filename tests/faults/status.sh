#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What resapictl shows of resources: its numbers against /proc and against what the fake host was told
# to do.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../scenario.sh
. "$here/../scenario.sh"

# In the terminal of that width: what resapictl writes, as it comes out of the master's side.
cat >"$LIB_OUTPUT.pty" <<'END'
import fcntl, os, pty, struct, sys, termios
pid, master = pty.fork()
if pid == 0:
    fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, int(sys.argv[1]), 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
text = b""
while True:
    try:
        piece = os.read(master, 65536)
    except OSError:
        break
    if not piece:
        break
    text += piece
sys.stdout.buffer.write(text.replace(b"\r\n", b"\n"))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
at_exit "rm -f '$LIB_OUTPUT.pty'"

# on_terminal WIDTH [VARIABLE=VALUE ...] WORD...: resapictl there
on_terminal() {
    width=$1
    shift
    python3 "$LIB_OUTPUT.pty" "$width" env "$@"
}

number() {
    value=$(field "$1" "$2")
    [ "$value" != null ] && echo "$value"
}

at_least() {
    got=$(number "$1" "$2")
    echo "$1 of $2: ${got:-not known}"
    [ "${got:-0}" -ge "$3" ]
}

is_number() {
    got=$(number "$1" "$2")
    echo "$1 of $2: ${got:-not known}, expected $3"
    [ "${got:-none}" = "$3" ]
}

# The processes below the keeper, and what /proc says of them now: within a tenth and a megabyte.
memory_is_true() {
    ctl status res --output-as=json >"$INSTANCE/status.json" || return
    python3 - "$INSTANCE/status.json" <<'END'
import json, os, sys
shown = json.load(open(sys.argv[1]))["resources"][0]
parents = {}
for pid in filter(str.isdigit, os.listdir("/proc")):
    try:
        parents[int(pid)] = int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
    except OSError:
        pass
tree, queue = [], [shown["keeper_pid"]]
while queue:
    below = [pid for pid, parent in parents.items() if parent == queue[0]]
    queue = queue[1:] + below
    tree += below
rss = sum(int(open(f"/proc/{pid}/statm").read().split()[1]) for pid in tree)
rss *= os.sysconf("SC_PAGESIZE")
print(shown["processes"], shown["rss_bytes"], "and", len(tree), rss)
assert shown["processes"] == len(tree) == 2, tree
assert shown["host_pid"] in tree
assert abs(shown["rss_bytes"] - rss) <= rss / 10 + 2**20
END
}

# A time that JSON shows is between two moments of this script.
is_between() {
    shown=$(date -d "$(field "$1" res)" +%s%N) || return
    echo "$2 <= $shown <= $3"
    [ "$2" -le "$shown" ] && [ "$shown" -le "$3" ]
}

shows_states_in_colour() {
    on_terminal 80 TERM=xterm NO_COLOR= "$instance_build/resapictl" status | grep -F "$(printf '\033[32monline\033[m')"
}

shows_no_colour() {
    on_terminal 80 "$@" "$instance_build/resapictl" status >"$INSTANCE/shown" || return
    ! grep -F "$(printf '\033')" "$INSTANCE/shown" && grep online "$INSTANCE/shown"
}

# Character for character: LC_ALL=C.UTF-8 for awk's sake where it counts characters, else bytes would do
# as well, as all is ASCII but the ellipsis.
fits_width() {
    on_terminal "$1" TERM=dumb "$instance_build/resapictl" status >"$INSTANCE/shown" || return
    cat "$INSTANCE/shown"
    python3 -c 'import sys
rows = [line.rstrip("\n") for line in open(sys.argv[1], encoding="utf-8")]
rows = [row for row in rows if not row.startswith("  ")]
assert max(map(len, rows)) <= int(sys.argv[2]), max(map(len, rows))
assert all(word in rows[0] for word in ("NAME", "STATE", "FOR", "HOST", "MEMORY")), rows[0]' \
        "$INSTANCE/shown" "$1"
}

heading_has() {
    ctl status | head -n 1 | grep -q "NAME .*TYPE .*GROUP .*STATE .*FOR .*SINCE .*HOST .*MEMORY .*LAST POLL .*LOOKSALIVE .*ISALIVE"
}

# Of what is freed a sanitizer keeps 256 MB, for uses after the end; here memory is measured.
ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}quarantine_size_mb=1
export ASAN_OPTIONS

instance_new native
instance_set host output_limit 67108864
check "resapid starts" instance_start || finish check-status

new_resource res
new_resource "a resource with a name that is longer than a table wants"
before=$(date +%s%N)
script res 'Online = spawn'
check "it comes online" ctl online res
check "since when is true" is_between since "$before" "$(date +%s%N)"
check "memory is that of the whole tree" wait_until 20 memory_is_true
check "an online is counted" is_number onlines res 1
check "no LooksAlive was asked for yet" is_number looks_alive_interval_ms res 5000
check "IsAlive has its interval" is_number is_alive_interval_ms res 60000
check "what is not pending has no limit" [ "$(field pending_left_ms res)" = null ]

calls=$(number looks_alive_calls res)
for round in 1 2 3; do
    check "LooksAlive, $round" ctl check res
done
check "each LooksAlive is counted" at_least looks_alive_calls res $((calls + 3))
before=$(date +%s%N)
check "IsAlive" ctl check res --level=is
check "IsAlive is counted" at_least is_alive_calls res 1
check "when it was is true" is_between is_alive_last "$before" "$(date +%s%N)"
check "how it went is shown" [ "$(field is_alive_result res)" = alive ]
check "none has failed" is_number is_alive_failures res 0

check "a new interval is shown" ctl resource set res --common LooksAlivePollInterval=7000
check "and is in force" is_number looks_alive_interval_ms res 7000

check "in a pipe the table has all columns" heading_has
for width in 80 100; do
    check "it fits $width columns" fits_width "$width"
done
check "a state has its colour on a terminal" shows_states_in_colour
check "with NO_COLOR there is none" shows_no_colour TERM=xterm NO_COLOR=1
check "on a dumb terminal there is none" shows_no_colour TERM=dumb
check "without TERM there is none" shows_no_colour -u TERM

before=$(date +%s%N)
script res 'IsAlive = error=1' 'Online = spawn'
check_error "IsAlive fails" 1 "IsAlive returned FALSE" ctl check res --level=is
check "the failure is counted" is_number failures res 1
check "so is the failed IsAlive" is_number is_alive_failures res 1
check "how it went is shown" [ "$(field is_alive_result res)" = failed ]
check "when it failed is true" is_between last_failure "$before" "$(date +%s%N)"
check_output "the page says why" "last failure: resource res: IsAlive returned FALSE" ctl status res
check_output "the table says when" "IsAlive returned FALSE (" ctl status

# last_lines CODE: res's lines, of which `log` is the list, are as CODE says
last_lines() {
    ctl status res --output-as=json >"$INSTANCE/status.json" || return
    python3 -c 'import json, sys
log = json.load(open(sys.argv[1]))["log"]
print(*log, sep="\n")
assert eval(sys.argv[2])' "$INSTANCE/status.json" "$1"
}

check "it goes offline" ctl offline res
script res 'Online = print=300,complain=7' 'IsAlive = error=1'
check "it comes online" ctl online res
check_fails "IsAlive fails" ctl check res --level=is
check "what resapid said of it is kept" \
    last_lines '[e for e in log if e["source"] == "resapid" and e["line"].startswith("IsAlive returned FALSE")]'
check "and each change of its state" \
    last_lines '[e for e in log if e["source"] == "resapid" and e["line"].endswith(" -> online")]'
check "what its DLL logged" \
    last_lines '[e["priority"] for e in log if (e["source"], e["line"]) == ("dll", "Online: complaint 7")] == ["err"]'
# Which does not come by the way that calls are answered.
check "what its host printed" wait_until 20 \
    last_lines '{len(e["line"]) for e in log if e["source"] == "host"} == {79, 59}'
check "in order" last_lines 'sorted(e["time"] for e in log) == [e["time"] for e in log]'
check_output "the page shows them" "dll      Online: complaint 7" ctl status res

check "it goes offline" ctl offline res
check "of another resource there is none of that" eval '! ctl status "a resource with a name that is longer than a table wants" | grep complaint'
before=$(resapid_kib)
script res 'Online = log=100000'
check "its DLL logs a hundred thousand lines" ctl online res
check "the last twenty are shown" last_lines 'len(log) == 20'
check "the very last among them" last_lines '[e for e in log if e["line"] == "Online: log message 100000 of 100000"]'
check "resapid does not grow by them" grows_little "$before"
script res 'Online = pending-never'
check "it goes offline" ctl offline res
check "without a host memory is not known" [ "$(field rss_bytes res)" = null ]
check_output "the page says that there is no host" "host: none" ctl status res
check "PendingTimeout" ctl resource set res --common PendingTimeout=200000
background online res --timeout=600
check "it is pending" wait_until 20 is_state res online-pending
check "with a limit" is_number pending_timeout_ms res 200000
check "of which some is left" at_least pending_left_ms res 1
check_output "the page shows that" "left of 3m20s" ctl status res

# metrics_are CODE: they are OpenMetrics, and as CODE says, where `one` finds a sample by name and labels,
# `none` says that there is not any, and `shown` is what status shows of res.
metrics_are() {
    ctl status res --output-as=json >"$INSTANCE/status.json" && ctl metrics >"$INSTANCE/metrics" || return
    "$metrics_python" - "$INSTANCE/metrics" "$INSTANCE/status.json" "$1" <<'END'
import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families
text = open(sys.argv[1], encoding="utf-8").read()
assert text.endswith("# EOF\n")
samples = [s for family in text_string_to_metric_families(text) for s in family.samples]
shown = json.load(open(sys.argv[2]))["resources"][0]
def found(name, labels):
    return [s.value for s in samples if s.name == "resapid_" + name and labels.items() <= s.labels.items()]
def one(name, **labels):
    values = found(name, labels)
    print(name, labels, values)
    assert len(values) == 1
    return values[0]
def none(name, **labels):
    return not found(name, labels)
assert eval("(" + sys.argv[3] + ")")
END
}

metrics_python=/usr/bin/python3
if "$metrics_python" -c 'import prometheus_client.openmetrics.parser' 2>/dev/null; then
    check "a resource with quotes in its name" ctl resource add 'say "hello"' --type=res
    check "metrics: states" metrics_are 'one("resources", state="online-pending") == 1
and one("resource_state", resource="res", type="res", state="online-pending") == 1
and one("resource_state", resource="res", state="online") == 0'
    check "metrics: a name with quotes" \
        metrics_are "one('resource_state', resource='say \"hello\"', state='offline') == 1"
    check "metrics: pending, and no longer than since" \
        metrics_are '0 < one("resource_pending_seconds", resource="res") < 600'
    check "metrics: what is not known has no sample" metrics_are 'none("resource_pending_seconds", resource="say \"hello\"")
and none("host_resident_memory_bytes", resource="say \"hello\"")'
    check "metrics: counts are those of status" metrics_are '
one("resource_failures_total", resource="res") == shown["failures"]
and one("resource_onlines_total", resource="res") == shown["onlines"]
and one("resource_polls_total", resource="res", entry_point="LooksAlive") == shown["looks_alive_calls"]
and one("resource_poll_failures_total", resource="res", entry_point="IsAlive") == shown["is_alive_failures"]'
    check "metrics: memory is that of status" metrics_are '
one("host_processes", resource="res") == shown["processes"]
and abs(one("host_resident_memory_bytes", resource="res") - shown["rss_bytes"]) < 2**21'
    check "metrics: of resapid" metrics_are '
one("build_info", version="'"$("$instance_build/resapid" --version | sed 's/resapid \([^ ]*\).*/\1/')"'") == 1
and one("log_lines_dropped_total") == 0 and one("start_time_seconds") > 1.7e9'
else
    skip "metrics" "python3-prometheus-client is missing"
fi
check_error "metrics have one format" 2 "leave out --output-as" ctl metrics --output-as=json
check "it is ended" ctl terminate res
background_ends

# in_terminal TERM WORD...: resapictl there, what it wrote in $INSTANCE/shown; lines end as the terminal has it
in_terminal() {
    term=$1
    shift
    on_terminal 80 "TERM=$term" "$instance_build/resapictl" "$@" >"$INSTANCE/shown"
}

# The line with what is asked for was drawn, was taken back, and what came then stood on a line of its own.
progress_is() {
    python3 -c 'import re, sys
text = open(sys.argv[1], newline="").read()
erase = "\r\033[K"
print(repr(text))
assert re.search(sys.argv[2], text), "no line of progress"
assert text.split(erase)[-1].rstrip("\n") and "\n" not in text[:text.rindex(erase)]
assert re.match(sys.argv[3], text.split(erase)[-1])
assert max(map(len, text.split(erase))) < 160' "$INSTANCE/shown" "$1" "$2"
}

in_pipe() {
    ctl online res >/dev/null 2>"$INSTANCE/shown"
}

script res 'Online = pending=2500,checkpoints=4'
check "online on a terminal" in_terminal xterm online res
check "shows its progress, and takes it back" \
    progress_is 'res: online pending, checkpoint [1-4], [0-9]*s; 3m1[0-9]s left of 3m20s .PendingTimeout.' 'res: online$'
check "it goes offline" ctl offline res
script res 'Online = pending-fail=1500'
check_fails "a failure on a terminal" in_terminal xterm online res
check "takes it back before the message" progress_is 'res: online pending, checkpoint 0' 'resapictl online: '
check "it goes offline" ctl offline res
script res 'Online = pending=1000'
check "online on a dumb terminal" in_terminal dumb online res
check "shows the result alone" [ "$(cat "$INSTANCE/shown")" = "res: online" ]
check "it goes offline" ctl offline res
check "online in a pipe" in_pipe
check "is quiet" [ ! -s "$INSTANCE/shown" ]
check "it goes offline" ctl offline res

check "it ends" instance_stop
instance_audit
finish check-status
