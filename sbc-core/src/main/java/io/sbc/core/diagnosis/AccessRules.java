package io.sbc.core.diagnosis;

import java.util.List;
import java.util.Optional;

/** Who may not register or call, as far as the SBC itself decides it. */
final class AccessRules {

    private static final String USERS = "./sbc users list, or /api/v1/users";

    static final List<Rule> ALL = List.of(
            new Rule("wrong-set-password", "{phone} sent credentials that are wrong, and was not let in",
                    "The password in the app is not the set-side password of the device, or the app uses another realm or user name",
                    "Give the device its set-side password again (page Users, import, or ./sbc devices), and enter the same in the app; compare realm (set.realm) and user",
                    USERS,
                    recorded -> recorded.succeeded()
                            ? Optional.empty()
                            : new Finding(recorded).with(recorded.decided("wrong-credentials")).found()),
            new Rule("unknown-device", "There is no device {user}: {phone} was not let in",
                    "The user was not imported, was removed, or the app has a typing error in its user name; or it is a scanner",
                    "Compare the user name in the app with the set-side users; import the user if it is missing", USERS,
                    recorded -> recorded.succeeded() || !recorded.decided("licence-exhausted").isEmpty()
                            ? Optional.empty()
                            : new Finding(recorded).with(recorded.decided("unknown-user", "challenged-unknown"))
                                    .found()),
            new Rule("device-disabled", "{user} is known, its password is right, and it is disabled",
                    "An administrator, or the provisioning manager, has disabled the user",
                    "./sbc events list tells who disabled it and when; enable the device if that was not meant (page Users)",
                    USERS,
                    recorded -> new Finding(recorded).with(recorded.decided("device-disabled"))
                            .with(recorded.decidedSaying("rejected", "(device is disabled)")).found()),
            new Rule("device-not-registered", "{phone} calls without being registered",
                    "The app lost its registration and has not noticed, or it calls over another connection than it registered on",
                    "./sbc attempts {user} (or the page Registrations) tells why it is not registered",
                    "./sbc attempts {user}",
                    recorded -> new Finding(recorded)
                            .with(recorded.decidedSaying("rejected", "(device is not registered)"))
                            .found()),
            new Rule("callee-not-registered", "{pbx} calls {user}, and no app of that device is reachable",
                    "The app is closed or offline, or its registration was refused",
                    "./sbc attempts {user} (or the page Registrations) tells why it is not registered",
                    "./sbc attempts {user}",
                    recorded -> new Finding(recorded).with(recorded.decidedSaying("rejected", "unavailable:")).found()),
            new Rule("foreign-domain", "{phone} asks for a domain that is not ours",
                    "The app has another domain or server name than set.domain and registration.domains",
                    "Set the app's domain to set.domain, or add the one that it uses to registration.domains",
                    "set.domain, registration.domains",
                    recorded -> new Finding(recorded).with(recorded.decided("foreign-domain")).found()),
            new Rule("stale-nonce",
                    "{user} has right credentials for a nonce that is too old or was used, again and again",
                    "The app repeats an old nonce, or the clocks of the nodes of a cluster differ",
                    "Update the app; compare the clocks of all nodes (timedatectl, ./sbc doctor)",
                    "registration.nonce-lifetime",
                    recorded -> recorded.succeeded() || recorded.decided("stale-nonce").size() < 2
                            ? Optional.empty()
                            : new Finding(recorded).with(recorded.decided("stale-nonce")).found()));

    private AccessRules() {}
}
