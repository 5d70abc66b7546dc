#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The contract with a resource DLL: quorum-capable resources.

here=$(dirname "$0")
# shellcheck source=../lib.sh
. "$here/../lib.sh"
# shellcheck source=../instance.sh
. "$here/../instance.sh"
# shellcheck source=../wine.sh
. "$here/../wine.sh"
# shellcheck source=../contract.sh
. "$here/../contract.sh"

contract_begin

for version in 1 2 3 4; do
    use "$version" Quorum
    never_polled "$type"
    fresh "quorum-capable"
    online
    check_output "$about: is owned" "owned: by this node" ctl status r
    # shellcheck disable=SC2046
    over_in_order $(opening INITIALIZE) Arbitrate "Online$suffix" "Offline$suffix" Release Close
    check "$about: Arbitrate has its callback" recorded 'Arbitrate begin lost=given '
done

fresh "arbitrate alone"
check "$about: arbitrate" ctl arbitrate r --timeout=60
check "$about: is offline" is_state r offline
check "$about: once more" ctl arbitrate r --timeout=60
check "$about: calls it again" count 'Arbitrate end 0 ' 2 2
check "$about: release" ctl release r --timeout=60
check "$about: calls Release, then Close" behind 'Release end 0 ' 'Close begin'
check "$about: no process is left" tree_is_empty r
over

fresh "another node owns it" Arbitrate=error=170
check_error "$about: arbitrate" 1 "ERROR_BUSY (170)" ctl arbitrate r --timeout=60
check_error "$about: online" 1 "ERROR_BUSY (170)" ctl online r --timeout=60
check "$about: Online was not called" never 'Online.* begin'
over

fresh "quorum lost" Arbitrate=lost=2500
online
check "$about: has failed" wait_until 60 is_state r failed
check "$about: because of the callback" recorded LostQuorumResource
check "$about: Terminate is called" wait_until 60 recorded 'Terminate end'
over

contract_end wine-contract-quorum Arbitrate Release LostQuorumResource
