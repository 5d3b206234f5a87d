package io.sbc.e2e;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** RTP from beside a peer's port: enough to be relayed, too little to be taken for the peer's new place. */
final class Marks {
    private static final int PACKETS = 3;

    private Marks() {}

    static void sendSpeech(InetAddress from, InetSocketAddress to) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(from, 0))) {
            for (int i = 0; i < PACKETS; i++) {
                ByteBuffer packet = ByteBuffer.allocate(172);
                packet.put((byte) 0x80).put((byte) 0).putShort((short) (100 + i)).putInt(160 * i).putInt(0x0a0b0c0d);
                socket.send(new DatagramPacket(packet.array(), packet.capacity(), to));
            }
        }
    }
}
