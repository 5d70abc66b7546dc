#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# validate-all at OCF_CHECK_LEVEL 10: the DLL's word on the agent's parameters, of a resource that resapid
# knows, and of one that it does not. fake-host's record is the witness.

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

CODE=0x01000089
LIST=01000000030004000a00000050006f00720074000000000002000100040000005000000000000000
OTHER="validation of it on $(uname -n)"
agent_properties='Port:DWORD=80'
agent_type=res
agent_dll=res

agent_level=10

validates() {
    agent "$1" validate-all
}

# got NAME: what came in with the code.
got() {
    record res | sed -n "s/^.* ResourceControl begin .*resource=$1 .*code=$CODE in=\([0-9a-f]*\).*\$/\1/p"
}

only_res_is_there() {
    listed=$(ctl status --output-as=json | sed -n 's/^.*"name" : "\(.*\)",$/\1/p')
    echo "there: $listed"
    [ "$listed" = res ] && instance_has_no_host
}

of_known() {
    scenario "a resource that is offline" "ResourceControl@$CODE = ok"
    check_status "$(in_scenario "validate-all")" 0 validates res
    check_calls "it is opened for it" "Load Startup Open ResourceControl Close Finish"
    succeeds "the DLL got the properties" [ "$(got res)" = $LIST ]
    succeeds "nothing is left" only_res_is_there
    scenario_end

    scenario "a resource that is online" "ResourceControl@$CODE = complain=1,error=87"
    succeeds "online" ctl online res
    refuses 2 "ERROR_INVALID_PARAMETER (87): ResourceControl: complaint 1" "validate-all" validates res
    succeeds "it is online still" is_state res online
    check_calls "no other is opened" "Load Startup Open Online ResourceControl"
    scenario_end

    scenario "a resource of whose parameters something is missing" \
        "ResourceControl@$CODE = complain=1,error=2"
    refuses 5 "ERROR_FILE_NOT_FOUND (2): ResourceControl: complaint 1" "validate-all" validates res
    scenario_end

    scenario "a DLL that does not know the code"
    check_status "$(in_scenario "validate-all")" 0 validates res
    script res "ResourceControl@$CODE = error=120"
    check_status "$(in_scenario "by another error")" 0 validates res
    scenario_end

    scenario "a resource that cannot be opened as it is" "res:Open = error=13" \
        "ResourceControl@$CODE = complain=1,error=87"
    refuses 2 "complaint 1" "another is asked" validates res
    succeeds "it is removed" only_res_is_there
    scenario_end

    scenario "a DLL that hangs" "ResourceControl@$CODE = hang"
    # resapid has 80% of the agent's time, and its answer 10% more.
    agent_timeout=5000
    refuses 1 "has not been answered" "validate-all" in_time 20000 validates res
    agent_timeout=20000
    scenario_end
}

of_unknown() {
    scenario "a resource that is not there" "ResourceControl@$CODE = ok"
    check_status "$(in_scenario "validate-all")" 0 validates it
    succeeds "the DLL got the properties" [ "$(got "$OTHER")" = $LIST ]
    succeeds "nothing is left" only_res_is_there
    scenario_end

    scenario "a resource that is not there is refused" "ResourceControl@$CODE = complain=1,error=13"
    refuses 2 "ERROR_INVALID_DATA (13): ResourceControl: complaint 1" "validate-all" validates it
    succeeds "nothing is left" only_res_is_there
    scenario_end

    scenario "a resource that is not there, and a DLL that does not know the code"
    check_status "$(in_scenario "validate-all")" 0 validates it
    scenario_end

    scenario "a resource that is not there, and a DLL that opens none without properties" \
        'Open = error=13' "ResourceControl@$CODE = error=87"
    check_status "$(in_scenario "validate-all")" 0 validates it
    succeeds "nothing is left" only_res_is_there
    scenario_end

    scenario "a resource that is not there, and a DLL that cannot be loaded" 'Load = error=126,stage=1'
    refuses 5 "ERROR_MOD_NOT_FOUND (126)" "validate-all" validates it
    succeeds "nothing is left" only_res_is_there
    scenario_end

    scenario "a resource that is not there, and a DLL that crashes" "ResourceControl@$CODE = crash"
    refuses 1 "SIGSEGV" "validate-all" validates it
    succeeds "nothing is left" only_res_is_there
    scenario_end

    scenario "a resource that is not there, and a DLL that hangs" "ResourceControl@$CODE = hang"
    agent_timeout=6000
    refuses 1 "has not been answered" "validate-all" in_time 20000 validates it
    agent_timeout=20000
    succeeds "nothing is left" wait_until 20 only_res_is_there
    scenario_end

    scenario "a host that others share" "ResourceControl@$CODE = hang"
    succeeds "isolation=type" ctl type set res --isolation=type
    succeeds "online" ctl online res
    host=$(field host_pid res)
    agent_timeout=6000
    refuses 1 "has not been answered" "validate-all of another" validates it
    agent_timeout=20000
    succeeds "which is left alone" [ "$(field host_pid res)" = "$host" ]
    succeeds "it is online" is_state res online
    succeeds "offline" ctl offline res
    succeeds "isolation=resource" ctl type set res --isolation=resource
    succeeds "nothing is left" wait_until 20 only_res_is_there
    scenario_end

    scenario "one that an agent was killed with" "ResourceControl@$CODE = ok"
    succeeds "it is there" ctl resource add "$OTHER" --type=res
    check_status "$(in_scenario "validate-all")" 0 validates it
    succeeds "it is gone" only_res_is_there
    scenario_end
}

of_unknown_type() {
    scenario "a type that is not there" "ResourceControl@$CODE = error=87"
    agent_type=new
    check_status "$(in_scenario "validate-all")" 0 validates it
    agent_type=res
    ln "$INSTANCE/res.script" "$INSTANCE/moved.script"
    agent_dll=moved
    check_status "$(in_scenario "another DLL than that of the last start")" 0 validates it
    agent_dll=res
    check_calls "nobody is asked" ""
    scenario_end
}

of_known
of_unknown
of_unknown_type
check "resapid ends" instance_stop
instance_audit
finish check-faults
