package io.sbc.core.config;

/**
 * The whole configuration. Keys, defaults and meanings stand in {@code reference.yaml}; a record here is a mapping there
 * and a component is a key in kebab-case. Addresses are already resolved against their defaults: none is empty.
 */
public record SbcConfig(SetSide set, IcpSide icp, TlsSettings tls, RegistrationSettings registration,
        CallSettings calls, SubscriptionSettings subscriptions, MediaSettings media, LimitSettings limits,
        SignallingSettings signalling, StoreSettings store, AdminSettings admin, RunSettings run,
        LoggingSettings logging, GuardSettings guard, EmergencySettings emergency, PolicySettings policies,
        RecorderSettings recorder, CaptureSettings capture, ProvisioningSettings provisioning,
        AlarmSettings alarms, TracingSettings tracing) {}
