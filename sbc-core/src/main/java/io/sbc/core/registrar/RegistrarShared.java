package io.sbc.core.registrar;

/**
 * What the registrars of all shards share.
 *
 * @param journal keeps what is to outlive the process
 * @param budget of REGISTERs that each PBX gets
 * @param board what operators see
 */
public record RegistrarShared(BindingTable table, RegistrarMetrics metrics, RegistrationJournal journal,
        UpstreamBudget budget, RegistrationBoard board) {}
