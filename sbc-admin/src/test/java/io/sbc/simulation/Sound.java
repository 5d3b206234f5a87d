package io.sbc.simulation;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What one party said about its audio: address, profile, key; empty key for plain RTP. */
record Sound(String host, int port, String profile, String suite, String key, String direction) {

    private static final String SUITE_80 = "AES_CM_128_HMAC_SHA1_80";
    private static final String SUITE_32 = "AES_CM_128_HMAC_SHA1_32";

    /** An offer under fresh keys, or in clear. */
    static Sound offer(String host, int port, boolean secure, RandomGenerator random) {
        return secure
                ? new Sound(host, port, "RTP/SAVP", random.nextBoolean() ? SUITE_80 : SUITE_32, newKey(random),
                        "sendrecv")
                : new Sound(host, port, "RTP/AVP", "", "", "sendrecv");
    }

    /** Answers with the first crypto line of the offer, or in clear when there is none (or none is wanted). */
    Sound answer(String ownHost, int ownPort, boolean wantsClear, RandomGenerator random) {
        boolean clear = key.isEmpty() || (wantsClear && profile.equals("RTP/AVP"));
        String opposite = switch (direction) {
            case "sendonly" -> "recvonly";
            case "recvonly" -> "sendonly";
            default -> direction;
        };
        return new Sound(ownHost, ownPort, profile, clear ? "" : suite, clear ? "" : newKey(random), opposite);
    }

    Sound towards(String newDirection) {
        return new Sound(host, port, profile, suite, key, newDirection);
    }

    static String newKey(RandomGenerator random) {
        byte[] octets = new byte[30];
        random.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    String sdp(int version) {
        return "v=0\r\no=- 1 " + version + " IN IP4 " + host + "\r\ns=-\r\nc=IN IP4 " + host + "\r\nt=0 0\r\nm=audio "
                + port + " " + profile + " 8 0 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:0 PCMU/8000\r\n"
                + "a=rtpmap:101 telephone-event/8000\r\n"
                + (key.isEmpty() ? "" : "a=crypto:1 " + suite + " inline:" + key + "\r\n") + "a=" + direction + "\r\n";
    }

    /** The first audio of a description; empty when there is none. */
    static Optional<Sound> parse(String sdp) {
        String host = "";
        String profile = "";
        String suite = "";
        String key = "";
        String direction = "sendrecv";
        int port = 0;
        for (String line : sdp.split("\r\n")) {
            if (line.startsWith("c=")) {
                host = line.substring(line.lastIndexOf(' ') + 1);
            } else if (line.startsWith("m=") && profile.isEmpty()) {
                String[] words = line.split(" ");
                port = Integer.parseInt(words[1]);
                profile = words[2];
            } else if (line.startsWith("a=crypto:") && key.isEmpty()) {
                String[] words = line.split(" ");
                suite = words[1];
                key = words[2].substring("inline:".length()).split("\\|")[0];
            } else if (List.of("a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive").contains(line)) {
                direction = line.substring(2);
            }
        }
        return profile.isEmpty()
                ? Optional.empty()
                : Optional.of(new Sound(host, port, profile, suite, key, direction));
    }

    /** Every key in a message. */
    static List<String> keys(String message) {
        List<String> keys = new ArrayList<>();
        for (int at = message.indexOf("inline:"); at >= 0; at = message.indexOf("inline:", at + 1)) {
            int to = at + "inline:".length();
            while (to < message.length() && "\r\n |;".indexOf(message.charAt(to)) < 0) {
                to++;
            }
            keys.add(message.substring(at + "inline:".length(), to));
        }
        return keys;
    }
}
