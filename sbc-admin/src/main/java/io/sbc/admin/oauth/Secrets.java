package io.sbc.admin.oauth;

import io.sbc.core.directory.Secret;
import java.util.Optional;

/** The secrets that signatures are made with, of keys and tokens that may be used now. Thread-safe, never waits. */
public interface Secrets {

    /** Of the consumer with that key; empty when there is none, or it is not active. */
    Optional<Secret> ofConsumer(String consumerKey);

    /** Of a token, temporary or final, that belongs to this consumer; empty when there is none, or it has expired. */
    Optional<Secret> ofToken(String consumerKey, String token);
}
