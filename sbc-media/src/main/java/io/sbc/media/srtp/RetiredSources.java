package io.sbc.media.srtp;

import java.util.Arrays;

/**
 * Where SSRCs stood that had to make room. An SSRC that comes back goes on from there: to begin at index 0 once more would
 * use keystream twice when sending (RFC 3711 §9.1), and take replays when receiving. Grows by doubling, since hardly a call
 * has any; {@value #CAPACITY} at most. One thread.
 */
final class RetiredSources {

    /** With those in use, 256 SSRCs under one key: transfers and music on hold of a very long day. */
    static final int CAPACITY = 240;

    private static final int FIRST_ROOM = 15;

    private int[] ssrcs = new int[0];
    private long[] rtp = new long[0];
    private long[] rtcp = new long[0];
    private int size;

    boolean isFull() {
        return size == CAPACITY;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(int ssrc, long rtpIndex, long rtcpIndex) {
        if (size == ssrcs.length) {
            int room = Math.min(CAPACITY, Math.max(FIRST_ROOM, 2 * size));
            ssrcs = Arrays.copyOf(ssrcs, room);
            rtp = Arrays.copyOf(rtp, room);
            rtcp = Arrays.copyOf(rtcp, room);
        }
        ssrcs[size] = ssrc;
        rtp[size] = rtpIndex;
        rtcp[size] = rtcpIndex;
        size++;
    }

    /** The place of {@code ssrc}, or -1. */
    int find(int ssrc) {
        for (int i = 0; i < size; i++) {
            if (ssrcs[i] == ssrc) {
                return i;
            }
        }
        return -1;
    }

    long rtp(int place) {
        return rtp[place];
    }

    long rtcp(int place) {
        return rtcp[place];
    }

    int size() {
        return size;
    }

    int ssrc(int place) {
        return ssrcs[place];
    }

    void remove(int place) {
        size--;
        ssrcs[place] = ssrcs[size];
        rtp[place] = rtp[size];
        rtcp[place] = rtcp[size];
    }
}
