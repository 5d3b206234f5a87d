package io.sbc.admin.boot;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, which operators send to have files read again. The JDK has signals in {@code sun.misc.Signal} only: supported, but
 * compilers warn of every mention, hence the reflection. Where it is missing, the signal ends the process as ever.
 */
final class HangUpSignal {

    private static final Logger log = LoggerFactory.getLogger(HangUpSignal.class);

    private HangUpSignal() {}

    /** Has {@code action} run on a thread of the JVM whenever the signal comes; the last one that asked is the one. */
    static void onReceive(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object hangUp = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangUp,
                    Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[]{handler}, handlerOf(action)));
        } catch (ReflectiveOperationException | IllegalArgumentException unavailable) {
            log.debug("no SIGHUP here", unavailable);
        }
    }

    @SuppressWarnings("ReferenceEquality") // a proxy is equal to itself alone
    private static InvocationHandler handlerOf(Runnable action) {
        return (Object proxy, Method method, Object[] arguments) -> switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "SIGHUP handler";
        };
    }
}
