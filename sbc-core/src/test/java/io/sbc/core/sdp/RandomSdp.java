package io.sbc.core.sdp;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes descriptions of every kind from a seed: streams, profiles, crypto lines, attributes known and unknown. */
public final class RandomSdp {

    private static final List<String> SECRETS = List
            .of("a=candidate:1 1 UDP 2130706431 %s 8998 typ host", "a=ice-ufrag:8hhY%s", "a=ice-pwd:asd88fgpdd777%s",
                    "a=remote-candidates:1 %s 9", "a=fingerprint:SHA-256 4A:AD:%s", "a=setup:actpass %s",
                    "a=key-mgmt:mikey %s", "a=ssrc:1234 cname:%s", "a=msid:%s 1", "a=rtcp:4001 IN IP4 %s", "a=tool:%s",
                    "a=x-unknown:%s", "i=about %s", "u=http://%s/", "e=mail@%s", "p=+1 %s", "k=clear:%s", "z=0 %s",
                    "a=altc:1 IP4 %s 4000", "a=source-filter: incl IN IP4 * %s", "b=X-%s:64", "a=mid:%s",
                    "a=label:%s", "a=crypto:77 FUTURE_SUITE inline:%s");

    private static final List<String> HARMLESS = List
            .of("a=ptime:20", "a=maxptime:40", "b=AS:64", "b=TIAS:64000", "a=content:main", "a=framerate:25");

    private final RandomGenerator random;

    public RandomSdp(RandomGenerator random) {
        this.random = random;
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Any description; {@code secret.example} marks what belongs to this peer alone. */
    public SdpSession session() {
        return session(1 + random.nextInt(4), "198.51.100." + (1 + random.nextInt(250)));
    }

    public SdpSession session(int streams, String address) {
        List<SdpLine> lines = new ArrayList<>(List.of(line("v=0"),
                line("o=secret.example 99" + random.nextInt(1_000_000, 9_999_999) + " 1 IN IP4 " + address),
                line("s=secret.example"), line("c=IN IP4 " + address), line("t=0 0")));
        extras(lines, address);
        List<SdpMedia> media = new ArrayList<>();
        for (int i = 0; i < streams; i++) {
            media.add(media(address));
        }
        return SdpSession.of(lines, media);
    }

    private SdpMedia media(String address) {
        String profile = oneOf(List.of("RTP/AVP", "RTP/AVP", "RTP/SAVP", "RTP/SAVP", "RTP/AVPF", "RTP/SAVPF", "udptl",
                "UDP/TLS/RTP/SAVPF"));
        List<SdpLine> lines = new ArrayList<>();
        lines.add(line("a=rtpmap:96 opus/48000/2"));
        lines.add(line("a=fmtp:96 useinbandfec=1"));
        lines.add(line("a=rtpmap:101 telephone-event/8000"));
        extras(lines, address);
        if (random.nextInt(3) == 0) {
            lines.add(line("c=IN IP4 " + (random.nextInt(3) == 0 ? "0.0.0.0" : address)));
        }
        if (random.nextBoolean()) {
            lines.add(SdpLine.attribute(oneOf(List.of(Direction.values())).attribute(), ""));
        }
        if (random.nextBoolean()) {
            lines.add(line("a=rtcp-mux"));
        }
        int crypto = random.nextInt(4);
        for (int tag = 1; tag <= crypto; tag++) {
            byte[] key = new byte[30];
            random.nextBytes(key);
            lines.add(
                    line("a=crypto:" + tag + ' ' + oneOf(List.of("AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"))
                            + " inline:" + Base64.getEncoder().encodeToString(key)));
        }
        int port = random.nextInt(5) == 0 ? 0 : 40000 + 2 * random.nextInt(5000);
        return SdpMedia.of(oneOf(List.of("audio", "audio", "video")), port, profile, formats(), lines);
    }

    private List<String> formats() {
        List<String> formats = new ArrayList<>();
        for (String format : List.of("0", "8", "96", "101")) {
            if (random.nextBoolean()) {
                formats.add(format);
            }
        }
        return formats.isEmpty() ? List.of("0") : formats;
    }

    private void extras(List<SdpLine> lines, String address) {
        for (int i = random.nextInt(4); i > 0; i--) {
            lines.add(line(oneOf(SECRETS).formatted("secret.example" + address)));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            lines.add(line(oneOf(HARMLESS)));
        }
    }

    private static SdpLine line(String text) {
        return new SdpLine(text.charAt(0), text.substring(2));
    }
}
