package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.core.icp.PbxSight;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Whether the PBXs are in reach, each of their addresses, and their names in DNS. */
public final class PbxProbe implements Probe {

    private final Supplier<List<PbxSight>> pbxs;

    public PbxProbe(Supplier<List<PbxSight>> pbxs) {
        this.pbxs = pbxs;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.PBX_UNREACHABLE, AlarmKind.PBX_NODE_UNREACHABLE, AlarmKind.DNS_FAILING);
    }

    @Override
    public void look(Findings findings) {
        for (PbxSight pbx : pbxs.get()) {
            if (pbx.addresses().isEmpty()) {
                findings.bad(AlarmKind.DNS_FAILING, pbx.id(),
                        "DNS has no address for PBX " + pbx.id() + " (" + pbx.hosts() + ").");
            } else if (!pbx.reachable()) {
                findings.bad(AlarmKind.PBX_UNREACHABLE, pbx.id(), "PBX " + pbx.id() + " does not answer at "
                        + String.join(", ", pbx.addresses()) + ".");
            } else {
                pbx.down().forEach(address -> findings.bad(AlarmKind.PBX_NODE_UNREACHABLE, pbx.id() + " " + address,
                        address + " of PBX " + pbx.id() + " does not answer; others do."));
            }
        }
    }
}
