package io.sbc.kit.provision;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;

/**
 * Where the SBC of a rehearsal is.
 *
 * @param api      its API over TLS, for the provisioning manager
 * @param loopback its API in clear, for an administrator on its own machine
 * @param localKey the file with that administrator's key
 * @param ca       what its certificates chain to, for the manager and the phones
 * @param phones   where phones connect by TLS
 */
public record Surroundings(URI api, URI loopback, Path localKey, Path ca, InetSocketAddress phones) {}
