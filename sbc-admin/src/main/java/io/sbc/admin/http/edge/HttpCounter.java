package io.sbc.admin.http.edge;

import io.sbc.base.CounterDescriptor;

/** What an operator counts of the admin server. */
public enum HttpCounter implements CounterDescriptor {
    REQUESTS("sbc_http_requests_total", "Requests that the admin server took, whatever became of them."),
    BUSY("sbc_http_requests_busy_total", "Requests refused with 503 because admin.http.requests were under way."),
    SLOW("sbc_http_connections_slow_total",
            "Connections closed because no request came across within admin.http.header-timeout."),
    MALFORMED("sbc_http_requests_malformed_total", "Requests that were no HTTP, or longer than allowed."),
    RELOADS("sbc_http_tls_reloads_total", "Times that the certificate of admin.api was read again and taken.");

    private final String metric;
    private final String help;

    HttpCounter(String metric, String help) {
        this.metric = metric;
        this.help = help;
    }

    @Override
    public String metric() {
        return metric;
    }

    @Override
    public String help() {
        return help;
    }
}
