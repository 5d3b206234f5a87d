package io.sbc.kit.provision;

import io.sbc.kit.net.Trust;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.PbxBinding;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.RegisterResult;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The whole story of one PBX that provisions its users, as the integration guides tell it: let in, ICP, users, and what phones and the PBX see of a
 * changed authorization code, a disabled and a deleted user. A step that does not have its effect ends it with an exception that says so. It owns
 * the PBX and the phones; {@link #close} may come from another thread.
 */
public final class Rehearsal implements AutoCloseable {
    /** How many users have a part of their own. */
    public static final int USERS_MIN = 5;
    /** The numbers of one PBX. */
    public static final int USERS_MAX = 999;

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int TALK_FRAMES = 25;

    private final PbxKind kind;
    private final Surroundings surroundings;
    private final int count;
    private final Random random;
    private final Narrator narrator;
    private final HttpClient http;
    private final StandInPbx pbx;
    private final Administrator administrator;
    private final List<SoftPhone> phones = new ArrayList<>();

    /**
     * Starts the PBX.
     *
     * @param count  how many users are pushed, {@value #USERS_MIN} to {@value #USERS_MAX}
     * @param random of which all secrets are made
     */
    public Rehearsal(PbxKind kind, Surroundings surroundings, int count, Random random, Narrator narrator)
            throws IOException {
        if (count < USERS_MIN || count > USERS_MAX) {
            throw new IllegalArgumentException("users: " + USERS_MIN + " to " + USERS_MAX);
        }
        this.kind = kind;
        this.surroundings = surroundings;
        this.count = count;
        this.random = random;
        this.narrator = narrator;
        this.http = HttpClient.newBuilder().sslContext(Trust.clientOf(surroundings.ca()))
                .connectTimeout(SOON).build();
        this.administrator = new Administrator(http, surroundings.loopback(), surroundings.localKey());
        // Each PBX has an address of its own, by which the SBC knows it.
        byte[] address = {127, 0, 2, (byte) (1 + kind.ordinal())};
        this.pbx = StandInPbx.builder().domain(kind.profile() + ".test").address(InetAddress.getByAddress(address))
                .start();
    }

    /** Goes through it, once. */
    public Outcome run() throws IOException {
        ProvisioningManager manager = letIn();
        manager.addIcp(pbx.domain(), pbx.address());
        narrator.tell("ICP", "the manager added its PBX at " + text(pbx) + ", SIP domain " + pbx.domain()
                + ", profile " + kind.profile());
        long start = System.nanoTime();
        List<PushedUser> users = push(manager);
        long pushNanos = System.nanoTime() - start;
        narrator.tell("Users", String.format(Locale.ROOT,
                "%d pushed in %.1f s, one signed request after the other (%.0f in a second); %s", count,
                pushNanos / 1e9, count * 1e9 / pushNanos, kind.hasCodeOfItsOwn()
                        ? "each with an authorization code of its own"
                        : "one password on both sides"));
        long heard = call(users.get(0), users.get(1));
        changeCode(manager, users.get(2));
        int disabled = disable(manager, users.get(3));
        int deleted = delete(manager, users.get(4));
        return new Outcome(users, pushNanos, heard, disabled, deleted);
    }

    private ProvisioningManager letIn() throws IOException {
        String secret = administrator.addConsumer(kind.profile(), kind.title() + " provisioning");
        narrator.tell("Consumer",
                "an administrator added " + kind.profile() + "; key and shared secret were entered at the "
                        + kind.title());
        ProvisioningManager manager = new ProvisioningManager(kind, http, surroundings.api(),
                new OAuthSigner(kind.profile(), secret, InstantSource.system(), random));
        String temporary = manager.requestToken();
        insist(administrator.seesPending(temporary), "the temporary token is not listed as pending");
        narrator.tell("Token", "the manager generated a temporary token; the administrator sees it as pending");
        manager.accessToken(administrator.approve(temporary));
        narrator.tell("Verifier", "approved; with the verifier the manager fetched its access token");
        return manager;
    }

    private List<PushedUser> push(ProvisioningManager manager) throws IOException {
        List<PushedUser> users = new ArrayList<>();
        for (int n = 1; n <= count; n++) {
            PushedUser user = PushedUser.of(kind, n, random);
            provision(user);
            manager.push(user);
            users.add(user);
        }
        return users;
    }

    private void provision(PushedUser user) {
        pbx.provision(new Extension(user.extension(), user.code()));
        pbx.provision(new Extension(user.mobile(), user.code()));
    }

    private long call(PushedUser caller, PushedUser callee) throws IOException {
        SoftPhone from = registered(caller, caller.extension());
        SoftPhone to = registered(callee, callee.extension());
        registered(caller, caller.mobile());
        narrator.tell("Phones", caller.extension() + ", its mobile " + caller.mobile() + " and " + callee.extension()
                + " registered; the PBX has them");
        Call outgoing = from.call(callee.extension());
        Call incoming = to.awaitCall();
        incoming.answer().await();
        outgoing.awaitAnswered();
        outgoing.media().awaitMore(TALK_FRAMES);
        incoming.media().awaitMore(TALK_FRAMES);
        outgoing.hangUp().await();
        incoming.awaitEnded();
        long heard = Math.min(outgoing.media().stats().received(), incoming.media().stats().received());
        narrator.tell("Call", caller.extension() + " called " + callee.extension() + "; both heard each other");
        return heard;
    }

    private void changeCode(ProvisioningManager manager, PushedUser user) throws IOException {
        SoftPhone phone = registered(user, user.extension());
        PbxBinding before = binding(user.extension());
        PushedUser changed = user.withFreshCode(kind, random);
        provision(changed);
        manager.changeCode(changed);
        if (kind.hasCodeOfItsOwn()) {
            // The PBX takes only the new code by now: a newer binding was made with it.
            await("register " + user.extension() + " at the PBX anew", () -> pbx.bindings(user.extension()).stream()
                    .anyMatch(now -> !now.callId().equals(before.callId()) || now.cseq() > before.cseq()));
            insist(phone.register().await().isRegistered(), "the phone was refused, whose own password stayed");
            narrator.tell("New code", user.extension()
                    + " has another authorization code: registered at the PBX anew at once, the phone goes on as before");
        } else {
            // What the phone showed is worth nothing any more, so its registration ends on both sides.
            await("withdraw " + user.extension() + " at the PBX", () -> pbx.bindings(user.extension()).isEmpty());
            refused(phone, "a phone with the old password");
            registered(changed, changed.extension());
            narrator.tell("New code",
                    user.extension() + " has another password on both sides: withdrawn at the PBX, refused"
                            + " with the old one; with the new one the phone is taken and registered at the PBX anew");
        }
    }

    private int disable(ProvisioningManager manager, PushedUser user) throws IOException {
        SoftPhone phone = registered(user, user.extension());
        manager.disable(user);
        await("unregister " + user.extension() + ", who is disabled", () -> pbx.bindings(user.extension()).isEmpty());
        int status = refused(phone, "a disabled user's phone");
        narrator.tell("Disabled", user.extension() + " is gone from the PBX; its phone is refused (" + status + ")");
        return status;
    }

    private int delete(ProvisioningManager manager, PushedUser user) throws IOException {
        SoftPhone phone = registered(user, user.extension());
        manager.delete(user);
        await("unregister " + user.extension() + ", who is deleted", () -> pbx.bindings(user.extension()).isEmpty());
        int status = refused(phone, "a deleted user's phone");
        manager.insistOnAbsence(user);
        narrator.tell("Deleted", user.extension() + " is refused at REGISTER (" + status
                + ") and gone from the PBX; the API knows no such user (404)");
        return status;
    }

    /** A phone that the SBC has taken, and the PBX after it. */
    private SoftPhone registered(PushedUser user, String number) throws IOException {
        SoftPhone phone = SoftPhone.builder().user(number).password(user.setPassword())
                .server(surroundings.phones()).trust(surroundings.ca()).start();
        synchronized (phones) {
            phones.add(phone);
        }
        RegisterResult result = phone.register().await();
        insist(result.isRegistered(), number + " was refused: " + result.status() + " " + result.reason());
        await("register " + number + " at the PBX", () -> !pbx.bindings(number).isEmpty());
        return phone;
    }

    private static int refused(SoftPhone phone, String whose) {
        RegisterResult result = phone.register().await();
        insist(!result.isRegistered(), whose + " was taken");
        return result.status();
    }

    private PbxBinding binding(String number) {
        return pbx.bindings(number).getFirst();
    }

    private static String text(StandInPbx pbx) {
        return pbx.address().getAddress().getHostAddress() + ":" + pbx.address().getPort();
    }

    private static void insist(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }

    /** Waits for what comes to pass at the PBX. */
    private static void await(String what, BooleanSupplier holds) throws IOException {
        long deadline = System.nanoTime() + SOON.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the SBC did not " + what + " within " + SOON.toSeconds() + " s");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }

    /** Ends phones and PBX. */
    @Override
    public void close() {
        synchronized (phones) {
            phones.forEach(SoftPhone::close);
            phones.clear();
        }
        pbx.close();
        http.close();
    }
}
