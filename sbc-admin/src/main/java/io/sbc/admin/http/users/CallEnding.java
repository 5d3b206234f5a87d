package io.sbc.admin.http.users;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code ?endCalls=true}: what is disabled or removed is hung up as well. Without it a call goes on until its parties end it. */
public final class CallEnding {

    private static final String PARAMETER = "endCalls";

    /** For the description. */
    static final Map<String, String> PARAMETERS = Map.of(PARAMETER,
            "true: what is disabled or removed is hung up, too");

    private final Consumer<List<DeviceId>> signalling;

    /** @param signalling ends the calls of devices, soon, on whichever node; takes them from any thread */
    public CallEnding(Consumer<List<DeviceId>> signalling) {
        this.signalling = signalling;
    }

    static boolean isAsked(Context context) throws BadInput {
        @Nullable
        String value = context.queryParam(PARAMETER);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new BadInput(HttpStatus.BAD_REQUEST, PARAMETER + " has to be true or false.",
                    Map.of("field", PARAMETER));
        }
        return "true".equals(value);
    }

    void end(List<DeviceId> devices) {
        signalling.accept(devices);
    }

    void endOfDisabled(List<Device> devices) {
        end(devices.stream().filter(device -> !device.enabled()).map(Device::id).toList());
    }
}
