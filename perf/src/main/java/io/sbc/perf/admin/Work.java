package io.sbc.perf.admin;

import java.io.IOException;
import java.util.random.RandomGenerator;

/** One kind of request after the other, about users that are there. */
enum Work {
    /** {@code GET} of one user. */
    READ("reads") {
        @Override
        boolean once(SigningClient client, int users, RandomGenerator random) throws IOException, InterruptedException {
            return client.send("GET", path(random.nextInt(users)), "", "").statusCode() == 200;
        }
    },
    /** {@code PUT} of one user, which gives it another authorization code and name: profile, two devices and an event, acknowledged when on the disk. */
    WRITE("writes") {
        @Override
        boolean once(SigningClient client, int users, RandomGenerator random) throws IOException, InterruptedException {
            int user = random.nextInt(users);
            return put(client, user, Long.toString(random.nextLong(), Character.MAX_RADIX)) == 200;
        }
    },
    /** Four reads for each write. */
    MIXED("mixed, 4 reads to 1 write") {
        @Override
        boolean once(SigningClient client, int users, RandomGenerator random) throws IOException, InterruptedException {
            return (random.nextInt(5) == 0 ? WRITE : READ).once(client, users, random);
        }
    };

    private final String title;

    Work(String title) {
        this.title = title;
    }

    /** For a reader. */
    String title() {
        return title;
    }

    /** Whether it was answered as it should be. */
    abstract boolean once(SigningClient client, int users, RandomGenerator random)
            throws IOException, InterruptedException;

    /** Creates a user, or replaces it; the status of the answer. */
    static int put(SigningClient client, int user, String mark) throws IOException, InterruptedException {
        return client.send("PUT", path(user), "application/json", """
                {"name": "User %s", "extension": "%d", "icp": "bench", "setPassword": "%s", "icpPassword": "code-%s"}"""
                .formatted(mark, extension(user), password(user), mark)).statusCode();
    }

    /** Extensions all have the same length, so that no desktop is somebody else's mobile. */
    static int extension(int user) {
        return 100_000 + user;
    }

    static String email(int user) {
        return "user" + user + "@example.com";
    }

    /** Strong enough, and always the same. */
    static String password(int user) {
        return "Kw7-qZ!m" + Integer.toString(user * 7919 + 104_729, Character.MAX_RADIX) + "xB4_t";
    }

    private static String path(int user) {
        return "/users/" + email(user);
    }
}
