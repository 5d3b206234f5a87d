package io.sbc.core.directory.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DraftOutcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPlanTest {

    private final Device alice = Drafts.desktop("alice", "1001").withId(new DeviceId(1));
    private final Device bob = Drafts.desktop("bob", "1002").withId(new DeviceId(2));

    @Test
    void shouldCreateWithFreshId() {
        BatchPlan plan = plan(Drafts.desktop("carol", "1003"));

        assertEquals(List.of(new DraftOutcome.Created(new DeviceId(8))), plan.outcomes());
        assertEquals(8, plan.lastId());
    }

    @Test
    void shouldReplaceByEmailAndKindAndKeepTheId() {
        BatchPlan plan = plan(Drafts.draft("alice", DeviceKind.DESKTOP, "alice2", "1009", "other"));

        assertEquals(List.of(new DraftOutcome.Replaced(alice.id())), plan.outcomes());
        assertEquals("alice2", plan.writes().getFirst().setUser());
    }

    @Test
    void shouldCreateSecondDeviceOfTheOtherKind() {
        BatchPlan plan = plan(Drafts.draft("alice", DeviceKind.MOBILE, "alice-m", "1011", "x"));

        assertEquals(List.of(new DraftOutcome.Created(new DeviceId(8))), plan.outcomes());
    }

    @Test
    void shouldWriteNothingWhenNothingChanges() {
        BatchPlan plan = plan(Drafts.desktop("alice", "1001"));

        assertEquals(List.of(new DraftOutcome.Unchanged(alice.id())), plan.outcomes());
        assertEquals(List.of(), plan.writes());
    }

    @Test
    void shouldLetTwoDevicesSwapTheirExtensions() {
        BatchPlan plan = plan(Drafts.desktop("alice", "1002"), Drafts.desktop("bob", "1001"));

        assertFalse(plan.isRefused());
        assertEquals(2, plan.writes().size());
    }

    @Test
    void shouldRefuseSetUserOfAnotherDevice() {
        BatchPlan plan = plan(Drafts.draft("carol", DeviceKind.DESKTOP, "bob", "1003", "x"));

        assertEquals(
                List.of(new DraftOutcome.Refused("set_user \"bob\" belongs to another device of bob@example.com")),
                plan.outcomes());
        assertTrue(plan.isRefused());
    }

    @Test
    void shouldRefuseExtensionOfAnotherDevice() {
        BatchPlan plan = plan(Drafts.desktop("carol", "1001"));

        assertEquals(List.of(new DraftOutcome.Refused(
                "icp_user \"1001\" at \"pbx\" belongs to another device of alice@example.com")), plan.outcomes());
    }

    @Test
    void shouldRefuseTheSecondOfTwoEqualsInOneBatch() {
        BatchPlan plan = plan(Drafts.desktop("carol", "1003"), Drafts.desktop("carol", "1004"),
                Drafts.draft("dave", DeviceKind.DESKTOP, "carol", "1005", "x"));

        assertEquals(
                List.of(new DraftOutcome.Created(new DeviceId(8)),
                        new DraftOutcome.Refused("the same email and kind stand in the batch before"),
                        new DraftOutcome.Refused("set_user \"carol\" belongs to another device of carol@example.com")),
                plan.outcomes());
    }

    private BatchPlan plan(DeviceDraft... drafts) {
        return BatchPlan.of(List.of(alice, bob), List.of(drafts), 7);
    }
}
