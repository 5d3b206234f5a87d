package io.sbc.e2e;

import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.sdp.Crypto;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;

/** Offers and answers of scripted peers. Behind their ports nobody listens: these are for flows in which no audio is heard. */
final class Descriptions {
    private static final String SUITE = "AES_CM_128_HMAC_SHA1_32";
    private static final int PHONE_PORT = 40_000;
    private static final int PBX_PORT = 41_000;
    private static final List<Integer> TYPES = List.of(0, 101);

    private Descriptions() {}

    static byte[] freshKey() {
        byte[] key = new byte[30];
        new Random().nextBytes(key);
        return key;
    }

    /** A phone's offer: SRTP. */
    static String phoneOffer() {
        return phoneOffer(Direction.SENDRECV);
    }

    static String phoneOffer(Direction direction) {
        return phoneOffer(direction, 1, freshKey());
    }

    static String phoneOffer(Direction direction, long version, byte[] key) {
        return new Sdp(4711, version, new InetSocketAddress(InetAddress.getLoopbackAddress(), PHONE_PORT), Sdp.SAVP,
                TYPES, direction, List.of(new Crypto(1, SUITE, key)), 0).write();
    }

    /** A phone's answer: the first crypto line of the offer, with a key of its own. */
    static String phoneAnswer(String offer) {
        Sdp asked = Sdp.parse(offer);
        Crypto chosen = asked.cryptos().getFirst();
        return new Sdp(4712, 1, new InetSocketAddress(InetAddress.getLoopbackAddress(), PHONE_PORT + 2),
                asked.profile(), TYPES, asked.direction().answer(),
                List.of(new Crypto(chosen.tag(), chosen.suite(), freshKey())), 0).write();
    }

    /** A PBX's offer: RTP. */
    static String pbxOffer(ScriptedPbx pbx) {
        return pbxOffer(pbx, Direction.SENDRECV, 1);
    }

    static String pbxOffer(ScriptedPbx pbx, Direction direction, long version) {
        return pbx(pbx, PBX_PORT, direction, version);
    }

    /** A PBX's answer: RTP, whatever crypto lines the offer had. */
    static String pbxAnswer(ScriptedPbx pbx, String offer) {
        return pbx(pbx, PBX_PORT, Sdp.parse(offer).direction().answer(), 1);
    }

    /** As above from another port of it, such as that of another phone or of a music source. */
    static String pbx(ScriptedPbx pbx, int port, Direction direction, long version) {
        return new Sdp(815, version, new InetSocketAddress(pbx.address().getAddress(), port), Sdp.AVP, TYPES,
                direction, List.of(), 0).write();
    }
}
