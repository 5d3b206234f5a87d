package io.sbc.core.registrar;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.directory.Device;
import io.sbc.core.registrar.fake.FakeDirectory;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.FakeFlow;
import io.sbc.core.sip.transport.Flow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BindingTableTest {

    private final BindingTable table = new BindingTable();

    private static Binding binding(Device device, Flow flow, String icpUser) {
        SipUri contact = SipUri.of(device.setUser(), "10.0.0." + flow.id());
        return new Binding(device, NameAddr.of(contact), flow, SipUri.of(icpUser, "10.9.9.9"), 1);
    }

    @Test
    void shouldFindABindingByDeviceFlowAndIcpContact() {
        Device device = FakeDirectory.device(1, "1006");
        Flow first = FakeFlow.tls(1);
        Flow second = FakeFlow.tls(2);
        Binding newest = binding(device, first, "x");
        Binding older = binding(device, second, "x");

        table.replace(device.id(), this, List.of(newest, older));

        assertEquals(List.of(newest, older), table.of(device.id()));
        assertEquals(Optional.of(newest), table.byIcpContactUser("x"));
        assertEquals(List.of(older), table.onFlow(second));
        assertEquals(2, table.size());
    }

    @Test
    void shouldForgetEveryIndexOfWhatIsReplaced() {
        Device device = FakeDirectory.device(1, "1006");
        Flow flow = FakeFlow.tls(1);
        table.replace(device.id(), this, List.of(binding(device, flow, "x")));
        table.replace(device.id(), this, List.of(binding(device, FakeFlow.tls(2), "y")));

        assertEquals(List.of(), table.onFlow(flow));
        assertEquals(Optional.empty(), table.byIcpContactUser("x"));
        table.replace(device.id(), this, List.of());
        assertEquals(0, table.size());
        assertEquals(Optional.empty(), table.byIcpContactUser("y"));
    }

    @Test
    void shouldAgreeWithASimpleModelWhateverIsWritten() {
        Random random = new Random(5626);
        List<Device> devices = IntStream.range(0, 6).mapToObj(i -> FakeDirectory.device(i + 1, "u" + i)).toList();
        List<FakeFlow> flows = IntStream.range(0, 4).mapToObj(FakeFlow::tls).toList();
        Map<Device, List<Binding>> model = new HashMap<>();
        for (int i = 0; i < 3000; i++) {
            Device device = devices.get(random.nextInt(devices.size()));
            List<Binding> now = random.ints(random.nextInt(4), 0, flows.size())
                    .mapToObj(flow -> binding(device, flows.get(flow), "icp-" + device.setUser())).toList();
            table.replace(device.id(), this, now);
            model.put(device, now);

            List<Binding> all = model.values().stream().flatMap(List::stream).toList();
            assertEquals(all.size(), table.size());
            for (Flow flow : flows) {
                assertEquals(all.stream().filter(b -> b.flow().equals(flow)).count(), table.onFlow(flow).size());
            }
            for (Device each : devices) {
                List<Binding> expected = model.getOrDefault(each, List.of());
                assertEquals(expected, table.of(each.id()));
                assertEquals(expected.stream().findFirst(), table.byIcpContactUser("icp-" + each.setUser()));
            }
        }
    }
}
