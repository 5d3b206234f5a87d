package io.sbc.admin.http.captures;

import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.JsonBody;
import io.sbc.core.capture.CaptureTarget;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.directory.Device;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** Whose messages a request means. Any thread. */
public final class Targets {

    private static final int WORD_MAX = 256;

    private final Function<Predicate<Device>, List<Device>> devices;

    /** @param devices finds them in the directory */
    public Targets(Function<Predicate<Device>, List<Device>> devices) {
        this.devices = devices;
    }

    /** Exactly one of {@code all}, {@code user}, {@code number}, {@code address}. */
    CaptureTarget of(JsonBody body) throws BadInput {
        List<CaptureTarget> named = new ArrayList<>();
        if (body.flag("all").orElse(false)) {
            named.add(new CaptureTarget.All());
        }
        Optional<String> user = word(body, "user");
        if (user.isPresent()) {
            named.add(user(user.get()));
        }
        word(body, "number").map(CaptureTarget.PhoneNumber::new).ifPresent(named::add);
        Optional<String> address = word(body, "address");
        if (address.isPresent()) {
            named.add(address(address.get()));
        }
        if (named.size() != 1) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "Say whose: one of all, user, number, address.");
        }
        return named.getFirst();
    }

    private static Optional<String> word(JsonBody body, String field) throws BadInput {
        Optional<String> word = body.text(field).filter(text -> !text.isBlank());
        if (word.isPresent() && word.get().length() > WORD_MAX) {
            throw new BadInput(HttpStatus.BAD_REQUEST, field + " is too long.");
        }
        return word;
    }

    /** By e-mail address, or by the name of a device on either side; the devices' names on both sides are meant. */
    private CaptureTarget user(String user) throws BadInput {
        List<Device> found = devices.apply(device -> device.email().equals(user) || device.setUser().equals(user)
                || device.icpUser().equals(user));
        if (found.isEmpty()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "There is no user or device " + user + ".");
        }
        Set<String> names = new HashSet<>();
        for (Device device : found) {
            names.add(device.setUser());
            names.add(device.icpUser());
        }
        return new CaptureTarget.User(user, names);
    }

    private static CaptureTarget address(String text) throws BadInput {
        try {
            return new CaptureTarget.Address(IpNetwork.parse(text));
        } catch (IllegalArgumentException noNetwork) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "address has to be like 192.0.2.7 or 10.0.0.0/8.");
        }
    }
}
