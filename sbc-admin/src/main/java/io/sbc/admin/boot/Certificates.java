package io.sbc.admin.boot;

import io.sbc.admin.http.edge.ApiIdentity;
import io.sbc.core.sip.transport.tls.TlsIdentities;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All certificates of the process, of signalling and of the API: read again together; what cannot be used changes nothing. Any thread, one
 * at a time, waiting for files.
 */
final class Certificates {

    private static final Logger log = LoggerFactory.getLogger(Certificates.class);

    private final TlsIdentities signalling;
    private @Nullable ApiIdentity api;
    private String inForce = "";
    private String refused = "";

    Certificates(TlsIdentities signalling) {
        this.signalling = signalling;
    }

    /** The API's, once its server has started. */
    synchronized void add(ApiIdentity identity) {
        api = identity;
        inForce = state(identity);
    }

    /** @throws IOException naming the listener, the file and what is wrong with it; nothing has changed then */
    synchronized void load() throws IOException {
        ApiIdentity identity = api;
        if (identity == null) {
            signalling.load();
            return;
        }
        String state = state(identity);
        ApiIdentity.Reading reading = identity.read();
        signalling.load();
        take(identity, reading, state);
    }

    /** Takes what changed since it was last read. */
    synchronized void check() {
        signalling.check();
        ApiIdentity identity = api;
        if (identity == null) {
            return;
        }
        String state = state(identity);
        if (state.equals(inForce) || state.equals(refused)) {
            return;
        }
        try {
            take(identity, identity.read(), state);
            log.info("the certificate of admin.api was read again and is in force");
        } catch (IOException unusable) {
            refused = state; // told once; the files may be half written, and will change again then
            log.error("the changed certificate cannot be used, the old one stays in force: {}", unusable.getMessage());
        }
    }

    private void take(ApiIdentity identity, ApiIdentity.Reading reading, String state) {
        identity.take(reading);
        inForce = state;
        refused = "";
    }

    /** Differs after every change of the files. */
    private static String state(ApiIdentity identity) {
        StringBuilder state = new StringBuilder();
        for (Path file : List.of(identity.settings().certificate(), identity.settings().key())) {
            try {
                state.append(Files.getLastModifiedTime(file)).append(' ').append(Files.size(file)).append(' ');
            } catch (IOException missing) {
                state.append("missing ");
            }
        }
        return state.toString();
    }
}
