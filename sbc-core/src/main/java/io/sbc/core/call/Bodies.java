package io.sbc.core.call;

import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sip.message.BodyPart;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.MultipartBody;
import io.sbc.core.sip.message.SipMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Bodies from one side to the other: a session description is negotiated, everything beside it (a location, RFC 6442 §3.2;
 * ISUP; anything in a part of its own, RFC 5621) is carried whole, so that a {@code cid:} still finds it. Stateless.
 */
final class Bodies {

    private static final HeaderName CONTENT_ENCODING = HeaderName.of("Content-Encoding");
    private static final HeaderName CONTENT_DISPOSITION = HeaderName.of("Content-Disposition");
    private static final HeaderName CONTENT_ID = HeaderName.of("Content-ID");
    private static final String UNNAMED = "application/octet-stream";

    private Bodies() {}

    /** Lays the body of {@code like} over {@code to}, our description in the place of its own; without one, none is left. */
    static void carry(SipMessage like, Optional<SdpSession> ours, MessageBuilder<?> to) {
        Optional<byte[]> sdp = ours.map(SdpSession::toBytes);
        Optional<MultipartBody> parts = MultipartBody.of(like);
        if (parts.isPresent()) {
            carry(parts.get(), sdp, to);
        } else if (sdp.isPresent()) {
            to.remove(CONTENT_ENCODING).remove(CONTENT_ID).body(RejectionMapper.SDP, sdp.get());
        } else if (like.bodyLength() > 0 && !like.contentType().equals(Optional.of(RejectionMapper.SDP))) {
            to.body(like.header(HeaderName.CONTENT_TYPE).orElse(UNNAMED), like.body());
        } else {
            to.remove(CONTENT_ENCODING).remove(CONTENT_DISPOSITION).remove(CONTENT_ID);
        }
    }

    private static void carry(MultipartBody theirs, Optional<byte[]> sdp, MessageBuilder<?> to) {
        Optional<BodyPart> described = theirs.first(RejectionMapper.SDP);
        MultipartBody carried = theirs;
        if (described.isPresent() && sdp.isPresent()) {
            carried = theirs.with(described.get(), described.get().withContent(sdp.get()));
        } else if (described.isPresent()) {
            carried = of(theirs, theirs.parts().stream().filter(part -> !part.equals(described.get())).toList());
        } else if (sdp.isPresent()) {
            List<BodyPart> more = new ArrayList<>(theirs.parts());
            more.add(BodyPart.of(RejectionMapper.SDP, sdp.get()));
            carried = of(theirs, more);
        }
        if (carried.parts().isEmpty()) {
            to.remove(CONTENT_ENCODING).remove(CONTENT_DISPOSITION);
        } else {
            to.body(carried.contentType(), carried.toBytes());
        }
    }

    private static MultipartBody of(MultipartBody like, List<BodyPart> parts) {
        return new MultipartBody(like.contentType(), like.boundary(), parts);
    }

    /**
     * Whether an INVITE, UPDATE or PRACK may have this body (RFC 3261 §8.2.3): a description, several parts, or something
     * that the other party may do without (RFC 3459, RFC 5621 §8.2).
     */
    static boolean isAcceptable(SipMessage message) {
        if (message.bodyLength() == 0) {
            return true;
        }
        boolean encoded = message.header(CONTENT_ENCODING)
                .filter(encoding -> !encoding.toLowerCase(Locale.ROOT).equals("identity")).isPresent();
        if (encoded) {
            return false;
        }
        return message.contentType().equals(Optional.of(RejectionMapper.SDP)) || MultipartBody.of(message).isPresent()
                || isOptional(message);
    }

    private static boolean isOptional(SipMessage message) {
        return message.header(CONTENT_DISPOSITION)
                .filter(value -> value.toLowerCase(Locale.ROOT).replace(" ", "").contains(";handling=optional"))
                .isPresent() && !MultipartBody.isMultipart(message.header(HeaderName.CONTENT_TYPE).orElse(""));
    }
}
