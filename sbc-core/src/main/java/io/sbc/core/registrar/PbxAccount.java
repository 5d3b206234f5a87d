package io.sbc.core.registrar;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.auth.DigestClient;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a device is at its PBX, and the REGISTERs that we write in its name: one Call-ID, rising CSeq (RFC 3261 §10.2),
 * the ICP-side credentials. Nothing of the phone's own REGISTER is in them. Owned by the shard.
 */
final class PbxAccount {

    /**
     * The PBX may have seen higher numbers than were saved: those of the exchange under way when the process was killed.
     * A number that is not higher would be refused (RFC 3261 §10.3 step 7), a gap is allowed.
     */
    static final long CSEQ_GAP = 100;

    private static final String USER_UNESCAPED = "-_.!~*'()&=+$,;?/";

    private final PbxDefinition pbx;
    private final SipUri contact;
    private final SipUri addressOfRecord;
    private final String callId;
    private final String fromTag;
    private final ShardContext shard;
    private Device device;
    private DigestClient digest;
    private final boolean path;
    private List<NameAddr> serviceRoute = List.of();
    private long cseq;
    private String node = "";

    /**
     * One that its PBX has not heard of.
     *
     * @param path whether it gets a Path header (RFC 3327)
     */
    PbxAccount(Device device, PbxDefinition pbx, SipUri contact, ShardContext shard, boolean path) {
        this(device, pbx, contact, shard, path, shard.newCallId(), 0);
    }

    private PbxAccount(Device device, PbxDefinition pbx, SipUri contact, ShardContext shard, boolean path,
            String callId, long cseq) {
        this.device = device;
        this.pbx = pbx;
        this.contact = contact;
        this.addressOfRecord = SipUri.of(escaped(device.icpUser()), pbx.domain());
        this.path = path;
        this.callId = callId;
        this.cseq = cseq;
        this.fromTag = shard.newTag();
        this.shard = shard;
        this.digest = newDigest();
    }

    /** One that its PBX knows already, from an earlier process or another shard. */
    static PbxAccount restored(Device device, PbxDefinition pbx, SipUri contact, ShardContext shard,
            boolean path, SavedRegistration saved) {
        PbxAccount account = new PbxAccount(device, pbx, contact, shard, path, saved.callId(),
                saved.cseq() + CSEQ_GAP);
        account.serviceRoute = ServiceRoute.parse(saved.serviceRoute());
        return account;
    }

    DeviceId deviceId() {
        return device.id();
    }

    PbxDefinition pbx() {
        return pbx;
    }

    SipUri contact() {
        return contact;
    }

    String callId() {
        return callId;
    }

    /** The address of the PBX that answered last; empty before. */
    String node() {
        return node;
    }

    void answeredBy(NextHop hop) {
        node = hop.address().getAddress().getHostAddress() + ":" + hop.address().getPort();
    }

    /** The number of the last REGISTER. */
    long cseq() {
        return cseq;
    }

    /** Whether that device would have the same address of record at the same PBX. */
    boolean isOf(Device other) {
        return device.id().equals(other.id()) && device.icp().equals(other.icp())
                && device.icpUser().equals(other.icpUser());
    }

    /** Takes over what may change in an account; whether that changed the credentials. */
    boolean adopt(Device changed) {
        boolean credentials = !device.icpAuthUser().equals(changed.icpAuthUser())
                || !device.icpSecret().equals(changed.icpSecret());
        device = changed;
        if (credentials) {
            digest = newDigest();
        }
        return credentials;
    }

    private DigestClient newDigest() {
        return new DigestClient(device.icpAuthUser(), device.icpSecret(), shard.random());
    }

    /** A new REGISTER without Via; with credentials where an earlier challenge allows it. */
    SipRequest register(long expiresSeconds) {
        SipRequest request = SipRequest.builder(SipMethod.REGISTER, SipUri.of("", pbx.domain()))
                .set(HeaderName.MAX_FORWARDS, 70)
                .set(HeaderName.FROM, NameAddr.of(addressOfRecord).withTag(fromTag))
                .set(HeaderName.TO, NameAddr.of(addressOfRecord)).set(HeaderName.CALL_ID, callId)
                .set(HeaderName.CSEQ, new CSeq(++cseq, SipMethod.REGISTER))
                .set(HeaderName.CONTACT, NameAddr.of(contact)).set(HeaderName.EXPIRES, expiresSeconds)
                .set(HeaderName.SUPPORTED, "path").build();
        return digest.begin(path ? withPath(request) : request);
    }

    /** RFC 3327 §5.1: the PBX sends by it what it has for our Contact. */
    private SipRequest withPath(SipRequest request) {
        SipUri way = contact.withUser("").withParameter("lr", "");
        return request.edit().set(HeaderName.PATH, NameAddr.of(way)).build();
    }

    /** The way that the PBX wants requests of the device to take (RFC 3608 §6); empty for none in particular. */
    List<NameAddr> serviceRoute() {
        return serviceRoute;
    }

    /** Keeps what a 200 says of it. */
    void takeServiceRoute(SipResponse ok) {
        serviceRoute = ServiceRoute.of(ok);
    }

    DigestClient.Answer answer(SipRequest sent, SipResponse challenge) {
        DigestClient.Answer answer = digest.answer(sent, challenge);
        if (answer instanceof DigestClient.Answer.Retry(SipRequest request)) {
            cseq = request.cseq().number();
        }
        return answer;
    }

    /** What a 200 grants to our Contact: its own parameter, else the Expires header, else what we asked for. */
    long granted(SipResponse ok, long askedSeconds) {
        OptionalLong own = ok.contacts().stream()
                .filter(listed -> listed.sipUri().filter(uri -> uri.user().equals(contact.user())).isPresent())
                .flatMap(listed -> listed.parameters().get("expires").stream()).filter(PbxAccount::isSeconds)
                .mapToLong(Long::parseLong).max();
        return own.orElse(ok.expires().orElse(askedSeconds));
    }

    private static boolean isSeconds(String text) {
        return !text.isEmpty() && text.length() <= 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** RFC 3261 §25.1 {@code user}: {@code *} stands as it is, {@code #} is escaped. */
    private static String escaped(String user) {
        StringBuilder out = new StringBuilder(user.length());
        for (byte octet : user.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (octet & 0xff);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (letter || (c >= '0' && c <= '9') || USER_UNESCAPED.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append(String.format("%%%02X", (int) c));
            }
        }
        return out.toString();
    }
}
