package io.sbc.core.call;

/** Session descriptions of the scripted peers, with lines as on the wire. */
final class Sdp {

    /** 30 octets of key and salt, as every SDES suite with AES_CM_128 has. */
    private static final String PHONE_KEY = "PHONEkeyPHONEkeyPHONEkeyPHONEkeyPHONEkey";
    private static final String PBX_KEY = "PBXkeyPBXkeyPBXkeyPBXkeyPBXkeyPBXkeyPBXk";

    private Sdp() {}

    /** What a phone offers: SRTP only. */
    static String phoneOffer() {
        return lines("v=0", "o=phone 1 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0",
                "m=audio 4000 RTP/SAVP 0 8 101", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000",
                "a=rtpmap:101 telephone-event/8000",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + PHONE_KEY,
                "a=crypto:2 AES_CM_128_HMAC_SHA1_32 inline:" + PHONE_KEY, "a=sendrecv");
    }

    /** What a phone answers to an offer of ours. */
    static String phoneAnswer() {
        return lines("v=0", "o=phone 7 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0",
                "m=audio 4000 RTP/SAVP 0", "a=rtpmap:0 PCMU/8000",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:" + PHONE_KEY, "a=sendrecv");
    }

    /** A phone that answers without crypto, which the set side's policy does not take. */
    static String phoneAnswerInTheClear() {
        return lines("v=0", "o=phone 7 1 IN IP4 198.51.100.7", "s=-", "c=IN IP4 198.51.100.7", "t=0 0",
                "m=audio 4000 RTP/AVP 0", "a=rtpmap:0 PCMU/8000");
    }

    static String phoneHold() {
        return phoneOffer().replace("a=sendrecv", "a=sendonly").replace("o=phone 1 1", "o=phone 1 2");
    }

    static String phoneRetrieve() {
        return phoneOffer().replace("o=phone 1 1", "o=phone 1 3");
    }

    static String pbxOffer() {
        return lines("v=0", "o=pbx 5 1 IN IP4 10.0.0.9", "s=-", "c=IN IP4 10.0.0.9", "t=0 0",
                "m=audio 6000 RTP/AVP 0 8", "a=rtpmap:0 PCMU/8000", "a=rtpmap:8 PCMA/8000",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + PBX_KEY, "a=sendrecv");
    }

    /** A PBX that ignores the crypto lines of AVP+crypto. */
    static String pbxAnswer() {
        return lines("v=0", "o=pbx 6 1 IN IP4 10.0.0.9", "s=-", "c=IN IP4 10.0.0.9", "t=0 0", "m=audio 6000 RTP/AVP 0",
                "a=rtpmap:0 PCMU/8000", "a=sendrecv");
    }

    static String pbxHold() {
        return pbxOffer().replace("a=sendrecv", "a=sendonly").replace("o=pbx 5 1", "o=pbx 5 2");
    }

    static String pbxVideoOffer() {
        return pbxOffer() + lines("m=video 6002 RTP/AVP 96", "a=rtpmap:96 H264/90000");
    }

    private static String lines(String... lines) {
        return String.join("\r\n", lines) + "\r\n";
    }
}
