package io.sbc.core.registrar;

import io.sbc.core.directory.Device;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What of one device's registration outlives the process: what the journal was told last, and whether it has to be told
 * anew. On the device's shard.
 */
final class RegistrationRecord {

    private final RegistrarContext context;
    private final PbxAccount account;
    private final PbxRegistration upstream;
    private final PhoneBindings phones;
    private final Object owner;
    private Optional<UpstreamRegistration.State.Registered> saved = Optional.empty();
    private long savedAtNanos;
    private boolean retired;

    /** @param owner who writes to the table */
    RegistrationRecord(RegistrarContext context, PbxAccount account, PbxRegistration upstream, PhoneBindings phones,
            Object owner) {
        this.context = context;
        this.account = account;
        this.upstream = upstream;
        this.phones = phones;
        this.owner = owner;
    }

    /** The expiry of a phone that only refreshes is written once in this time: what is read back is as much too old. */
    long intervalNanos() {
        return context.settings().clientExpires().toNanos();
    }

    /** Phones have registered: saved, unless they only refreshed and that was written not long ago. */
    void onBound(List<ClientBinding> before, List<ClientBinding> after) {
        if (!isRefresh(before, after) || now() - savedAtNanos >= intervalNanos()) {
            save();
        }
    }

    private static boolean isRefresh(List<ClientBinding> before, List<ClientBinding> after) {
        if (before.size() != after.size()) {
            return false;
        }
        for (ClientBinding now : after) {
            if (!refreshesOneOf(before, now)) {
                return false;
            }
        }
        return true;
    }

    private static boolean refreshesOneOf(List<ClientBinding> before, ClientBinding now) {
        for (ClientBinding one : before) {
            if (now.isRefreshOf(one)) {
                return true;
            }
        }
        return false;
    }

    /** What the PBX holds may have changed. */
    void onRegisteredChanged() {
        if (!upstream.registered().equals(saved)) { // else its phone came with it
            save();
        }
    }

    private void save() {
        if (retired) {
            return;
        }
        snapshot().ifPresentOrElse(context.journal()::save, () -> context.journal().forget(phones.device().id()));
        noteSaved(upstream.registered());
    }

    /** The journal has that. */
    void noteSaved(Optional<UpstreamRegistration.State.Registered> held) {
        saved = held;
        savedAtNanos = now();
        if (held.isPresent()) {
            context.table().expect(account.contact().user(), phones.device().id(), owner, account.serviceRoute());
        } else {
            context.table().forget(account.contact().user(), owner);
        }
    }

    /** The journal hears nothing more of it from here. */
    void retire() {
        retired = true;
    }

    /** As it stands now; empty when the PBX holds nothing. */
    Optional<SavedRegistration> snapshot() {
        Device device = phones.device();
        long skew = context.shard().clock().epochMillis() - Duration.ofNanos(now()).toMillis();
        return upstream.registered().map(held -> new SavedRegistration(device.id(), device.icp(), device.icpUser(),
                account.contact().toString(), account.callId(), account.cseq(), held.grantedSeconds(),
                skew + Duration.ofNanos(held.untilNanos()).toMillis(), ServiceRoute.write(account.serviceRoute()),
                Stream.concat(
                        phones.all().stream().map(bound -> toSave(bound, bound.binding().contact().toString(),
                                skew + Duration.ofNanos(bound.binding().expiresAtNanos()).toMillis())),
                        phones.absent().stream().map(phone -> toSave(phone, phone.contact(),
                                skew + Duration.ofNanos(phone.expiresAtNanos()).toMillis())))
                        .toList()));
    }

    private static SavedRegistration.Phone toSave(RegisteredContact known, String contact, long expiresAtMillis) {
        return new SavedRegistration.Phone(contact, known.callId(), known.cseq(), known.regId(), expiresAtMillis);
    }

    private long now() {
        return context.shard().clock().nanoTime();
    }
}
