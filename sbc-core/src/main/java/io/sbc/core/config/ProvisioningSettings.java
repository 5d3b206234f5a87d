package io.sbc.core.config;

import java.time.Duration;

/**
 * {@code provisioning}.
 *
 * @param matchRequired whether who changes a resource has to say by {@code If-Match} which version is meant
 * @param teleworkerLicences how many devices there may be; 0 for as many as anybody wants
 * @param jobsKept how many jobs are remembered
 * @param jobsKeptFor for how long after their end
 */
public record ProvisioningSettings(boolean matchRequired, int teleworkerLicences, int jobsKept,
        Duration jobsKeptFor) {}
