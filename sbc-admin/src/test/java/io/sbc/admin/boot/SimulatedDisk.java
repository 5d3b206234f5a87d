package io.sbc.admin.boot;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.registrar.RegistrationJournal;
import io.sbc.core.registrar.SavedRegistration;
import io.sbc.core.survival.CallVault;
import io.sbc.core.survival.CallVaults;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What outlives a {@link SimulatedPlane}: records of registrations and of live calls, in memory. One thread. */
public final class SimulatedDisk {

    private final Map<DeviceId, SavedRegistration> registrations = new LinkedHashMap<>();
    private final List<Vault> vaults;

    /** @param shards each has its calls for itself */
    public SimulatedDisk(int shards) {
        vaults = IntStream.range(0, shards).mapToObj(_ -> new Vault()).toList();
    }

    private static final class Vault implements CallVault {

        private final Map<Slot, byte[]> records = new LinkedHashMap<>();

        @Override
        public Optional<Slot> open() {
            return Optional.of(new Slot() {

                @Override
                public boolean write(byte[] record, int length) {
                    records.put(this, Arrays.copyOf(record, length));
                    return true;
                }

                @Override
                public void free() {
                    records.remove(this);
                }
            });
        }
    }

    /** As the files are opened. */
    CallVaults callVaults() {
        List<CallVaults.Kept> kept = new ArrayList<>();
        for (int shard = 0; shard < vaults.size(); shard++) {
            int its = shard;
            vaults.get(shard).records.forEach((slot, record) -> kept.add(new CallVaults.Kept(its, slot, record)));
        }
        return CallVaults.of(vaults, kept);
    }

    /** Calls that have a record. */
    public int calls() {
        return vaults.stream().mapToInt(vault -> vault.records.size()).sum();
    }

    List<SavedRegistration> registrations() {
        return List.copyOf(registrations.values());
    }

    RegistrationJournal journal() {
        return new RegistrationJournal() {

            @Override
            public void save(SavedRegistration registration) {
                registrations.put(registration.device(), registration);
            }

            @Override
            public void forget(DeviceId device) {
                registrations.remove(device);
            }
        };
    }
}
