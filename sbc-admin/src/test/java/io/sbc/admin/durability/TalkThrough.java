package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.phone.Call;
import io.sbc.kit.phone.CallEvent;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Two who talk while something happens to the SBC's store; then they refresh, hang up, and call once more. */
final class TalkThrough {

    /** What the PBX has for both. */
    static final String ICP_PASSWORD = "known-to-the-pbx-only";

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Sut sut;

    /** What happens meanwhile. */
    interface Trouble {
        void happens() throws Exception;
    }

    /** Ada has 1001, Bob 1003; both are pushed. */
    TalkThrough(Sut sut) throws Exception {
        this.sut = sut;
        assertEquals(201, put("ada", "1001").statusCode());
        assertEquals(201, put("bob", "1003").statusCode());
    }

    HttpResponse<String> put(String name, String extension) throws Exception {
        return sut.send("PUT", "/users/" + name + "@example.com", user(extension));
    }

    static String user(String extension) {
        return "{\"extension\": \"%s\", \"setPassword\": \"%s\", \"icpPassword\": \"%s\"}".formatted(extension,
                Sut.SET_PASSWORD, ICP_PASSWORD);
    }

    void run(Trouble trouble) throws Exception {
        try (SoftPhone ada = registered("1001"); SoftPhone bob = registered("1003")) {
            Call outgoing = ada.call("1003");
            Call incoming = bob.awaitCall();
            incoming.answer().await();
            outgoing.awaitAnswered();
            incoming.await(CallEvent.Acknowledged.class);
            outgoing.media().awaitMore(25);

            trouble.happens();

            outgoing.media().awaitMore(25);
            incoming.media().awaitMore(25);
            assertTrue(ada.register().await().isRegistered(), "a refresh");
            outgoing.hangUp().await();
            incoming.awaitEnded();
            Call another = bob.call("1001");
            Call ringing = ada.awaitCall();
            ringing.answer().await();
            another.awaitAnswered();
            another.hangUp().await();
            ringing.awaitEnded();
        }
    }

    private SoftPhone registered(String number) throws IOException {
        SoftPhone phone = sut.phone(number);
        sut.process().await("let in " + number, SOON, () -> phone.register().await().isRegistered());
        return phone;
    }
}
