package io.sbc.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server that says what a test tells it, over UDP on the loopback, or nothing at all. Any thread. */
final class ScriptedDns implements AutoCloseable {
    private static final int DATAGRAM_MAX = 4_096;

    private final DatagramSocket socket;
    private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();

    private ScriptedDns(DatagramSocket socket) {
        this.socket = socket;
    }

    static ScriptedDns start() {
        try {
            ScriptedDns dns = new ScriptedDns(
                    new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)));
            Thread.ofPlatform().daemon().name("scripted-dns").start(dns::serve);
            return dns;
        } catch (SocketException e) {
            throw new IllegalStateException("no port for a name server", e);
        }
    }

    /** As the configuration writes it. */
    String address() {
        return socket.getLocalAddress().getHostAddress() + ":" + socket.getLocalPort();
    }

    /** What there is of the name and type of these. */
    void knows(Record... all) {
        records.put(key(all[0].getName(), all[0].getType()), List.of(all));
    }

    /** Questions for names that end so are not answered from now on; or they are again. */
    void silent(String suffix, boolean on) {
        if (on) {
            silent.add(suffix);
        } else {
            silent.remove(suffix);
        }
    }

    /** How often it was asked for a name, whether it answered or not. */
    int asked(String name, int type) {
        AtomicInteger count = asked.get(name + ". " + Type.string(type));
        return count == null ? 0 : count.get();
    }

    private static String key(Name name, int type) {
        return name.toString().toLowerCase(Locale.ROOT) + " " + Type.string(type);
    }

    private void serve() {
        byte[] buffer = new byte[DATAGRAM_MAX];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                answer(packet);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException("the name server fell silent", e);
                }
            }
        }
    }

    private void answer(DatagramPacket packet) throws IOException {
        Message query = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        Record question = query.getQuestion();
        asked.computeIfAbsent(key(question.getName(), question.getType()), fresh -> new AtomicInteger())
                .incrementAndGet();
        if (silent.stream().anyMatch(suffix -> question.getName().toString().endsWith(suffix + "."))) {
            return;
        }
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setRcode(Rcode.NOERROR);
        response.addRecord(question, Section.QUESTION);
        records.getOrDefault(key(question.getName(), question.getType()), List.of())
                .forEach(record -> response.addRecord(record, Section.ANSWER));
        byte[] bytes = response.toWire();
        socket.send(new DatagramPacket(bytes, bytes.length, packet.getSocketAddress()));
    }

    @Override
    public void close() {
        socket.close();
    }
}
