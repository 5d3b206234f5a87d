package io.sbc.core.engine;

import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transaction.Branch;
import java.util.OptionalInt;

/**
 * Which shard a message belongs to. Pure; any thread. CANCEL and the ACK of a failure response carry the Call-ID and the
 * To tag (ours) of their INVITE and so land where it did.
 *
 * @param shards at least 1
 */
public record ShardRouting(int shards) {

    /** Of a response: the one in our branch. Empty when the branch is none of ours. */
    public OptionalInt ofResponse(SipResponse response) {
        OptionalInt shard = response.topmostVia().branch().map(Branch::shardOf).orElse(OptionalInt.empty());
        return known(shard);
    }

    /** Of a request: the one in our tag, else by the user for REGISTER and by the Call-ID for everything else. */
    public int ofRequest(SipRequest request) {
        OptionalInt inDialog = known(request.to().tag().map(tag -> ShardToken.shardOf(tag, 0))
                .orElse(OptionalInt.empty()));
        if (inDialog.isPresent()) {
            return inDialog.getAsInt();
        }
        if (request.method().equals(SipMethod.REGISTER)) {
            return ofUser(request.to().sipUri().map(SipUri::userDecoded).orElse(""));
        }
        return spread(request.callId());
    }

    /** Of a registering user, escapes undone: where everything about their bindings is done. */
    public int ofUser(String user) {
        return spread(user);
    }

    private OptionalInt known(OptionalInt shard) {
        return shard.isPresent() && shard.getAsInt() < shards ? shard : OptionalInt.empty();
    }

    /** String hashes differ in their low bits too little for names like 1001, 1002: mix them. */
    private int spread(String text) {
        int hash = text.hashCode() * 0x9E3779B9;
        return Math.floorMod(hash ^ (hash >>> 16), shards);
    }
}
