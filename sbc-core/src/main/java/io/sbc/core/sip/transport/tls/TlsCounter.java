package io.sbc.core.sip.transport.tls;

import io.sbc.base.CounterDescriptor;
import java.util.Locale;

/** What happens to our certificates. */
public enum TlsCounter implements CounterDescriptor {
    RELOADS("Times that new certificates were taken"),
    RELOADS_FAILED("Times that changed certificates could not be used and the old ones were kept");

    private final String help;

    TlsCounter(String help) {
        this.help = help;
    }

    @Override
    public String metric() {
        return "sbc_tls_" + name().toLowerCase(Locale.ROOT) + "_total";
    }

    @Override
    public String help() {
        return help;
    }
}
