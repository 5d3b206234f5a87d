package io.sbc.core.sip.message;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A request method: case-sensitive, and open to methods that we do not know (RFC 3261 §7.1). */
public record SipMethod(String name) {

    public static final SipMethod INVITE = new SipMethod("INVITE");
    public static final SipMethod ACK = new SipMethod("ACK");
    public static final SipMethod BYE = new SipMethod("BYE");
    public static final SipMethod CANCEL = new SipMethod("CANCEL");
    public static final SipMethod REGISTER = new SipMethod("REGISTER");
    public static final SipMethod OPTIONS = new SipMethod("OPTIONS");
    public static final SipMethod INFO = new SipMethod("INFO");
    public static final SipMethod UPDATE = new SipMethod("UPDATE");
    public static final SipMethod PRACK = new SipMethod("PRACK");
    public static final SipMethod REFER = new SipMethod("REFER");
    public static final SipMethod NOTIFY = new SipMethod("NOTIFY");
    public static final SipMethod SUBSCRIBE = new SipMethod("SUBSCRIBE");
    public static final SipMethod MESSAGE = new SipMethod("MESSAGE");
    public static final SipMethod PUBLISH = new SipMethod("PUBLISH");

    private static final Map<String, SipMethod> KNOWN = Stream
            .of(INVITE, ACK, BYE, CANCEL, REGISTER, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY, SUBSCRIBE, MESSAGE,
                    PUBLISH)
            .collect(Collectors.toUnmodifiableMap(SipMethod::name, Function.identity()));

    /** The method of that name; the known constants are reused. */
    public static SipMethod of(String name) {
        SipMethod known = KNOWN.get(name);
        return known != null ? known : new SipMethod(name);
    }

    /** Whether it is one of the constants above. */
    public boolean isKnown() {
        return KNOWN.containsKey(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
