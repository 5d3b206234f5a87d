package io.sbc.core.registrar;

import java.util.OptionalLong;

/** Why a device could not be registered at its PBX. */
sealed interface UpstreamRefusal {

    /** The PBX said so, and our credentials are not the reason. */
    record ByStatus(int status, OptionalLong retryAfterSeconds) implements UpstreamRefusal {}

    /** The PBX does not take the ICP-side credentials, or asks for what we cannot compute. */
    record Credentials() implements UpstreamRefusal {}

    /** No answer in a transaction's time from any of its addresses. */
    record Silent() implements UpstreamRefusal {}

    /** No address, or no connection to any of them. */
    record Unreachable() implements UpstreamRefusal {}

    /** Too many registrations are on their way to PBXs: ours to bear, not the PBX's. */
    record Busy() implements UpstreamRefusal {}

    /** The device names a PBX that is not configured. */
    record NoSuchPbx() implements UpstreamRefusal {}

    /** For records: stable, in lower case with hyphens. */
    default String code() {
        return switch (this) {
            case ByStatus _ -> "pbx-refused";
            case Credentials _ -> "pbx-refused-credentials";
            case Silent _ -> "pbx-silent";
            case Unreachable _ -> "pbx-unreachable";
            case Busy _ -> "upstream-busy";
            case NoSuchPbx _ -> "no-such-pbx";
        };
    }

    /** For people. */
    default String words() {
        return switch (this) {
            case ByStatus(int status, OptionalLong _) -> "the PBX answered " + status;
            case Credentials _ -> "the PBX does not take the ICP-side credentials";
            case Silent _ -> "no address of the PBX has answered";
            case Unreachable _ -> "no address of the PBX is known, or none takes a connection";
            case Busy _ -> "too many registrations are on their way to PBXs";
            case NoSuchPbx _ -> "the device names a PBX that is not configured";
        };
    }

    /** Whether nothing was heard of the PBX. */
    default boolean isSilence() {
        return this instanceof Silent || this instanceof Unreachable || this instanceof Busy;
    }

    /** Whether trying again soon makes sense while the PBX still has the earlier registration. */
    default boolean isTemporary() {
        return switch (this) {
            case ByStatus(int status, OptionalLong _) -> status / 100 == 5 || status == 408 || status == 480
                    || status == 430; // RFC 5626 §11.5: an edge of the PBX has lost its flow
            case Silent(),Unreachable(),Busy() -> true;
            case Credentials(),NoSuchPbx() -> false;
        };
    }
}
