package io.sbc.core.octets;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How values that several parts of a record have are written and read. Reading throws a {@link RuntimeException} where nothing fits. */
public final class Fields {

    private Fields() {}

    /** One octet. */
    public static void flag(OctetWriter to, boolean value) {
        to.number(value ? 1 : 0);
    }

    /** What {@link #flag(OctetWriter, boolean)} wrote. */
    public static boolean flag(OctetReader from) {
        return from.number() != 0;
    }

    /** Whether it is there, then it. */
    public static <T> void maybe(OctetWriter to, Optional<T> value, BiConsumer<OctetWriter, T> write) {
        flag(to, value.isPresent());
        value.ifPresent(each -> write.accept(to, each));
    }

    /** What {@link #maybe(OctetWriter, Optional, BiConsumer)} wrote. */
    public static <T> Optional<T> maybe(OctetReader from, Function<OctetReader, T> read) {
        return flag(from) ? Optional.of(read.apply(from)) : Optional.empty();
    }

    /** How many, then each. */
    public static <T> void list(OctetWriter to, List<T> values, BiConsumer<OctetWriter, T> write) {
        to.number(values.size());
        values.forEach(each -> write.accept(to, each));
    }

    /** What {@link #list(OctetWriter, List, BiConsumer)} wrote. */
    public static <T> List<T> list(OctetReader from, Function<OctetReader, T> read) {
        int size = Math.toIntExact(from.number());
        List<T> values = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            values.add(read.apply(from));
        }
        return values;
    }

    /** A resolved address with its port. */
    public static void address(OctetWriter to, InetSocketAddress address) {
        to.octets(Objects.requireNonNull(address.getAddress(), "not resolved").getAddress()).number(address.getPort());
    }

    /** What {@link #address(OctetWriter, InetSocketAddress)} wrote. */
    public static InetSocketAddress address(OctetReader from) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(from.octets()), Math.toIntExact(from.number()));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
