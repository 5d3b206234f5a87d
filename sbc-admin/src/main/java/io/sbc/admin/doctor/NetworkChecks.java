package io.sbc.admin.doctor;

import io.sbc.core.config.Listener;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxNode;
import io.sbc.core.config.SbcConfig;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** What is outside: ports that others took, names, PBXs. */
final class NetworkChecks {

    private final SbcConfig config;
    private final boolean runs;
    private final PbxProbe probe;

    /** @param runs whether the SBC of this configuration runs now: then it has its ports itself */
    NetworkChecks(SbcConfig config, boolean runs, PbxProbe probe) {
        this.config = config;
        this.runs = runs;
        this.probe = probe;
    }

    List<Ailment> look() {
        List<Ailment> found = new ArrayList<>();
        if (runs) {
            found.add(Ailment.well("ports", "the SBC runs and has its ports"));
        } else {
            port(found, "set.tls.port", config.set().address(), config.set().tls().listener(), false);
            port(found, "set.tcp.port", config.set().address(), config.set().tcp(), false);
            port(found, "set.udp.port", config.set().address(), config.set().udp(), true);
            port(found, "icp.tls.port", config.icp().address(), config.icp().tls().listener(), false);
            port(found, "icp.tcp.port", config.icp().address(), config.icp().tcp(), false);
            port(found, "icp.udp.port", config.icp().address(), config.icp().udp(), true);
        }
        for (int i = 0; i < config.icp().pbxs().size(); i++) {
            pbx(found, "icp.pbxs[" + i + "]", config.icp().pbxs().get(i));
        }
        return found;
    }

    private static void port(List<Ailment> found, String path, String address, Listener listener, boolean udp) {
        if (!listener.enabled() || listener.port() == 0) {
            return;
        }
        String what = address + " port " + listener.port() + (udp ? " UDP" : " TCP");
        try {
            bind(new InetSocketAddress(address, listener.port()), udp);
            found.add(Ailment.well(path, what + " is free"));
        } catch (IOException taken) {
            found.add(Ailment.problem(path, what + " cannot be bound: " + taken.getMessage(),
                    "Find who has it (ss -lntup), or choose another port or address"));
        }
    }

    private static void bind(InetSocketAddress address, boolean udp) throws IOException {
        if (udp) {
            new DatagramSocket(address).close();
        } else {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
            }
        }
    }

    private void pbx(List<Ailment> found, String path, PbxDefinition pbx) {
        for (PbxNode node : pbx.nodes()) {
            String name = "PBX " + pbx.id() + " at " + node.host() + (node.port() == 0 ? "" : " port " + node.port());
            try {
                InetAddress address = InetAddress.getByName(node.host());
                found.add(probe.ask(path, name, pbx, node, address));
            } catch (UnknownHostException unknown) {
                found.add(Ailment.problem(path, name + ": the name has no address",
                        "Ask for it with dig; mend DNS (icp.dns-servers), or configure the PBX by its address"));
            }
        }
    }
}
