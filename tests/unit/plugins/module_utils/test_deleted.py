# Copyright (c) 2026 entra.cross_tenant contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A deleted policy is restored or purged. It never replaces a policy that is in force."""

from __future__ import annotations

import pytest

from ansible_collections.entra.cross_tenant.plugins.module_utils._model.desired import BadInput
from ansible_collections.entra.cross_tenant.plugins.module_utils._model.observed import Observed
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.change import Change, NoWay
from ansible_collections.entra.cross_tenant.plugins.module_utils._plan.deleted import DeletedGoal

TENANT = "90e29127-71ad-49c7-9ce8-db3f41ea06f1"
PARTNER = {"tenantId": TENANT}
POLICY = {"displayName": "Fabrikam", "userSyncInbound": {"isSyncAllowed": True}}
DELETED = {**POLICY, "deletedDateTime": "2026-11-01T08:00:00Z"}
ROW = {"tenant_id": TENANT, "display_name": "Fabrikam", "user_sync_allowed": True}

RESTORE = Change("restore", "identity_sync", TENANT)
PURGE = Change("purge", "identity_sync", TENANT)
RESTORED = DeletedGoal(TENANT, "restored")
PURGED = DeletedGoal(TENANT, "purged")


def observed(sync=None, deleted=None, there=True):
    return Observed(PARTNER if there else None, sync, deleted)


@pytest.mark.parametrize("partner", [PARTNER, None])
def test_a_deleted_policy_is_restored(partner):
    before = observed(deleted=DELETED, there=partner is not None)
    assert RESTORED.title == f"the deleted identity synchronization policy of partner {TENANT}"
    assert RESTORED.plan(before) == RESTORED.unseen(before) == (RESTORE,)
    after = RESTORED.applied(before, RESTORE)
    assert after == observed(POLICY)
    assert RESTORED.plan(after) == RESTORED.unseen(after) == ()
    assert RESTORED.row(before) is None
    assert RESTORED.row(after) == ROW


def test_a_deleted_policy_is_removed_for_good():
    for sync in (None, POLICY):
        before = observed(sync, DELETED)
        assert PURGED.plan(before) == PURGED.unseen(before) == (PURGE,)
        after = PURGED.applied(before, PURGE)
        assert after == observed(sync)
        assert PURGED.plan(after) == PURGED.unseen(after) == ()
        assert PURGED.row(before) == {**ROW, "deleted_date_time": "2026-11-01T08:00:00Z"}
        assert PURGED.row(after) is None


def test_there_may_be_nothing_to_restore_and_nothing_to_remove():
    with pytest.raises((BadInput, NoWay)) as caught:
        RESTORED.plan(observed())
    assert caught.value.problems == [
        f"partner {TENANT} has no identity synchronization policy, and no deleted policy that could be restored. "
        "Microsoft removes deleted policies for good after 30 days"
    ]
    assert RESTORED.unseen(observed()) == (RESTORE,)
    assert PURGED.plan(observed()) == PURGED.plan(observed(POLICY)) == ()


def test_a_policy_is_not_restored_over_another():
    both = observed(POLICY, DELETED)
    with pytest.raises((BadInput, NoWay)) as caught:
        RESTORED.plan(both)
    assert caught.value.problems == [
        f"partner {TENANT} has an identity synchronization policy, so the deleted policy cannot be restored. Change "
        "the policy with entra.cross_tenant.partner_identity_sync, or remove the deleted policy with state purged"
    ]
    assert RESTORED.unseen(both) == (RESTORE,)


def test_a_restore_needs_its_partner():
    assert RESTORED.lacks_partner(observed(deleted=DELETED, there=False)) is True
    assert RESTORED.lacks_partner(observed(deleted=DELETED)) is False
    assert RESTORED.lacks_partner(observed(there=False)) is False
    assert PURGED.lacks_partner(observed(deleted=DELETED, there=False)) is False


def test_what_a_stale_read_shows():
    assert RESTORED.contradicts(observed(deleted=DELETED), RESTORE) is True
    assert RESTORED.contradicts(observed(), RESTORE) is True
    assert RESTORED.contradicts(observed(POLICY), RESTORE) is False
    # For a while, Graph may still show the deleted policy beside the restored one.
    assert RESTORED.contradicts(observed(POLICY, DELETED), RESTORE) is False
    assert PURGED.contradicts(observed(deleted=DELETED), PURGE) is True
    assert PURGED.contradicts(observed(), PURGE) is PURGED.contradicts(observed(POLICY), PURGE) is False
