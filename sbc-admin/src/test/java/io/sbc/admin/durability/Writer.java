package io.sbc.admin.durability;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import oauth.signpost.OAuthConsumer;

/**
 * A provisioning manager that creates, changes and deletes users of its own, one request after the other, and knows what was
 * acknowledged. One thread at a time.
 */
final class Writer {

    private static final int USERS = 40;

    private final Sut sut;
    private final String name;
    private final Random random;
    private final AtomicInteger extensions;
    /** What was acknowledged: an extension, or none. */
    private final Map<String, Optional<String>> known = new ConcurrentHashMap<>();
    /** What was asked for when the SBC died: it may have become so, or not. */
    private Map<String, Optional<String>> inDoubt = Map.of();
    private final AtomicInteger acknowledged = new AtomicInteger();

    Writer(Sut sut, int number, long seed, AtomicInteger extensions) {
        this.sut = sut;
        this.name = "w" + number;
        this.random = new Random(seed + number);
        this.extensions = extensions;
    }

    /** Writes until the SBC is gone. */
    void writeUntilGone(OAuthConsumer consumer, AtomicBoolean dying) {
        while (true) {
            String email = name + "-" + random.nextInt(USERS) + "@example.com";
            boolean deletes = known.getOrDefault(email, Optional.empty()).isPresent() && random.nextInt(5) == 0;
            Optional<String> wanted = deletes
                    ? Optional.empty()
                    : Optional.of(Integer.toString(extensions.incrementAndGet()));
            inDoubt = Map.of(email, wanted);
            try {
                HttpResponse<String> answer = wanted.isEmpty()
                        ? sut.answer(consumer, "DELETE", "/users/" + email, "")
                        : sut.answer(consumer, "PUT", "/users/" + email,
                                "{\"extension\": \"" + wanted.get() + "\", \"generatePassword\": true}");
                int status = answer.statusCode();
                inDoubt = Map.of();
                if (status < 300) {
                    known.put(email, wanted);
                    acknowledged.incrementAndGet();
                } else if (status < 500) {
                    throw new AssertionError(email + ": " + status + " " + answer.body());
                }
            } catch (AssertionError wrong) {
                throw wrong;
            } catch (Exception gone) {
                if (dying.get()) {
                    return; // it was killed
                }
                throw new AssertionError(email, gone);
            }
        }
    }

    int acknowledged() {
        return acknowledged.get();
    }

    /** What is wrong with the users as they are now; takes what was in doubt for what it turned out to be. */
    List<String> check(Map<String, List<String>> users) {
        inDoubt.forEach((email, wanted) -> {
            if (isSo(users.get(email), wanted)) {
                known.put(email, wanted);
            }
        });
        inDoubt = Map.of();
        return known.entrySet().stream().filter(entry -> !isSo(users.get(entry.getKey()), entry.getValue()))
                .map(entry -> entry.getKey() + " should have " + entry.getValue() + ", has "
                        + users.get(entry.getKey()))
                .toList();
    }

    /** Two devices of that extension, or none at all: nothing in between. */
    private static boolean isSo(List<String> devices, Optional<String> extension) {
        return extension.isEmpty()
                ? devices == null
                : devices != null && devices.size() == 2 && devices.get(0).equals(extension.get())
                        && devices.get(1).replace("*", "").equals(extension.get());
    }
}
